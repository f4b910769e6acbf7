import { computed, onScopeDispose, ref, shallowRef, triggerRef, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '@/api/problem'
import type { CaseCard, FeedEvent } from '@/api/types'
import { eventsAfter, useStream } from '@/kernel/stream/stream'
import { fetchWork } from '../api'

const PAGE = 50
const LOOK_AGAIN_AFTER = 2500

/** A desk's list. Rows keep their place while people work: changes show in them, arrivals wait to be asked for. */
export function useWork(desk: string) {
  const cards = shallowRef<CaseCard[]>([])
  const problem = shallowRef<Problem>()
  const loading = ref(false)
  const cursor = ref<string | null>(null)
  const loaded = ref(false)
  const touched = new Set<string>()
  const arriving = useArrivals(desk, cards, touched)
  let turn = 0

  function lay({ card }: FeedEvent): void {
    const at = card ? cards.value.findIndex((one) => one.number === card.number) : -1
    const old = cards.value[at]
    if (!card || !old || old.version > card.version) return
    cards.value[at] = card
    touched.add(card.number)
    triggerRef(cards)
  }

  async function ask(more: boolean): Promise<void> {
    const mine = ++turn
    loading.value = true
    try {
      const page = await fetchWork({ desk, limit: PAGE, cursor: more ? cursor.value : null })
      if (mine !== turn) return
      const known = new Set(more ? cards.value.map((card) => card.number) : [])
      const fresh = page.items.filter((card) => !known.has(card.number))
      cards.value = more ? [...cards.value, ...fresh] : fresh
      cursor.value = page.next_cursor
      problem.value = undefined
      loaded.value = true
      eventsAfter(page.position).forEach(lay)
    } catch (error) {
      if (mine === turn) problem.value = asProblem(error)
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  async function reload(): Promise<void> {
    arriving.forget()
    touched.clear()
    await ask(false)
  }

  useStream((event) => {
    if (!loaded.value) return
    if (event.kind === 'reset') return void reload()
    lay(event)
    arriving.lookSoon()
  })

  const { gone, arrivals } = arriving
  const hasMore = computed(() => cursor.value !== null)
  return { cards, problem, loading, gone, touched, arrivals, hasMore, loaded, reload, more: () => ask(true) }
}

/** Looks at the first page now and then without showing it: what arrived is counted, what left is marked. */
function useArrivals(desk: string, cards: ShallowRef<CaseCard[]>, touched: Set<string>) {
  const gone = ref(new Set<string>())
  const arrivals = ref(0)
  let look: ReturnType<typeof setTimeout> | undefined

  async function lookAgain(): Promise<void> {
    look = undefined
    const before = cards.value
    const page = await fetchWork({ desk, limit: PAGE }).catch(() => undefined)
    if (!page || before !== cards.value) return
    const shown = new Set(cards.value.map((card) => card.number))
    const fresh = new Set(page.items.map((card) => card.number))
    arrivals.value = page.items.filter((card) => !shown.has(card.number)).length
    const left = cards.value.slice(0, PAGE).filter((card) => touched.has(card.number) && !fresh.has(card.number))
    gone.value = new Set(left.map((card) => card.number))
  }

  function forget(): void {
    gone.value = new Set()
    arrivals.value = 0
  }

  onScopeDispose(() => clearTimeout(look))
  return { gone, arrivals, forget, lookSoon: () => (look ??= setTimeout(() => void lookAgain(), LOOK_AGAIN_AFTER)) }
}
