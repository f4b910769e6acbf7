import { ref } from 'vue'
import { asProblem, type Problem } from '@/kernel/problem'
import { attach } from './api'

/** Files on their way to a case, one after the other; those of one order when it is named. One that fails stops no other. */
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

/** What a file chooser offers; the server looks at the bytes. */
export const ACCEPTED = 'image/*,audio/*,application/pdf,.doc,.docx,.xls,.xlsx'
