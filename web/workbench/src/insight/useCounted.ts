import { ref, shallowRef, watch, type Ref } from 'vue'
import { asProblem, type Problem } from '@/kernel/problem'
import { fetchCounted, type Counted, type HowCounted, type Part, type Wish } from './api'

/** The cases behind an indicator, page by page; a change of indicator or scope starts over. */
export function useCounted(code: Ref<string>, wish: Ref<Wish>, part: Ref<Part>) {
  const told = shallowRef<HowCounted>()
  const items = shallowRef<Counted[]>([])
  const problem = shallowRef<Problem>()
  const loading = ref(false)
  let running: AbortController | undefined

  const cursor = () => told.value?.next_cursor ?? ''

  function take(page: HowCounted, more: boolean): void {
    items.value = more ? [...items.value, ...page.items] : page.items
    told.value = page
    problem.value = undefined
  }

  async function ask(more = false): Promise<void> {
    running?.abort()
    const mine = (running = new AbortController())
    loading.value = true
    try {
      const page = await fetchCounted(code.value, wish.value, part.value, more ? cursor() : '', mine.signal)
      if (mine === running) take(page, more)
    } catch (error) {
      if (mine === running) problem.value = asProblem(error)
    } finally {
      if (mine === running) loading.value = false
    }
  }

  watch(
    [code, wish, part],
    () => {
      items.value = []
      void ask()
    },
    { immediate: true },
  )
  return { told, items, problem, loading, ask }
}
