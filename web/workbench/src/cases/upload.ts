import { ref } from 'vue'
import { asProblem, type Problem } from '@/kernel/problem'
import { attach } from './api'

/** Uploads files to a case one after the other, to one order if given. A failed file does not stop the others. */
export function useUpload(to: { number: string; order?: string | null }, added: () => void) {
  const chooser = ref<HTMLInputElement>()
  const sending = ref('')
  const over = ref(false)
  const problem = ref<Problem>()

  async function add(files: Iterable<File> | null | undefined): Promise<void> {
    problem.value = undefined
    over.value = false
    for (const file of [...(files ?? [])]) {
      sending.value = file.name
      try {
        await attach(to.number, file, to.order)
        added()
      } catch (error) {
        problem.value = asProblem(error)
      }
    }
    sending.value = ''
    if (chooser.value) chooser.value.value = ''
  }

  return { chooser, sending, over, problem, add }
}

/** The file types offered by a file chooser; the server checks the bytes. */
export const ACCEPTED = 'image/*,audio/*,video/mp4,video/webm,video/quicktime,application/pdf,.doc,.docx,.xls,.xlsx'
