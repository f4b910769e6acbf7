import { ref, shallowRef } from 'vue'
import { asProblem, type Problem } from './problem'

/** Runs one action at a time: a second press while busy does nothing, an error is kept as `problem`.
 *  `changed` runs when the server refuses because the record has changed since it was loaded. */
export function useAction(changed?: () => void) {
  const busy = ref(false)
  const problem = shallowRef<Problem>()

  /** True if the action was carried out. */
  async function act(what: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = undefined
    try {
      await what()
      return true
    } catch (error) {
      problem.value = asProblem(error)
      if (problem.value.trouble === 'changed') changed?.()
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, problem, act }
}
