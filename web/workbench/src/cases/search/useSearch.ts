import { ref, shallowRef } from 'vue'
import { asProblem, type Problem } from '@/kernel/problem'
import type { Found, SearchPage } from '@/api/types'
import { search } from '../api'

/** Pages of search results; a new query cancels the previous one. */
export function useSearch() {
  const found = shallowRef<Found[]>([])
  const cursor = ref<string | null>(null)
  const problem = shallowRef<Problem>()
  const loading = ref(false)
  const answered = ref(false)
  let running: AbortController | undefined

  function take(page: SearchPage, more: boolean): void {
    found.value = more ? [...found.value, ...page.items] : page.items
    cursor.value = page.next_cursor
    problem.value = undefined
    answered.value = true
  }

  async function ask(query: Record<string, string>, more = false): Promise<void> {
    running?.abort()
    const mine = (running = new AbortController())
    loading.value = true
    try {
      const page = await search(more && cursor.value ? { ...query, cursor: cursor.value } : query, mine.signal)
      if (mine === running) take(page, more)
    } catch (error) {
      if (mine === running) problem.value = asProblem(error)
    } finally {
      if (mine === running) loading.value = false
    }
  }

  function forget(): void {
    running?.abort()
    running = undefined // an aborted request reports nothing, in particular no lost connection
    found.value = []
    cursor.value = null
    problem.value = undefined
    loading.value = answered.value = false
  }

  return { found, cursor, problem, loading, answered, ask, forget }
}
