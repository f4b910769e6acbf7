import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { asProblem, type Problem } from './problem'

export interface Loaded<T> {
  data: ShallowRef<T | undefined>
  problem: ShallowRef<Problem | undefined>
  loading: ShallowRef<boolean>
  first: ComputedRef<boolean>
  load: () => Promise<void>
}

/** Loads one thing from the server: the newest request wins; the old value stays visible until the next arrives. */
export function useLoad<T>(fetch: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const data = shallowRef<T>()
  const problem = shallowRef<Problem>()
  const loading = shallowRef(false)
  let running: AbortController | undefined

  async function load(): Promise<void> {
    running?.abort()
    const mine = (running = new AbortController())
    loading.value = true
    try {
      const next = await fetch(mine.signal)
      if (mine !== running) return
      data.value = next
      problem.value = undefined
    } catch (error) {
      if (mine === running) problem.value = asProblem(error)
    } finally {
      if (mine === running) loading.value = false
    }
  }

  onScopeDispose(() => running?.abort())
  return { data, problem, loading, first: computed(() => loading.value && data.value === undefined), load }
}
