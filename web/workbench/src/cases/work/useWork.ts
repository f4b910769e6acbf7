import { computed, onScopeDispose, ref, shallowRef, triggerRef, watch, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '@/kernel/problem'
import type { CaseCard, FeedEvent, WorkPage } from '@/api/types'
import { eventsAfter, useStream } from '@/api/stream/stream'
import { fetchWork } from '../api'
import { fits, readFilter } from './filters'

const PAGE = 50
const MOST = 200
const MINUTE = 60_000
const SOON = 400

/** A part of a desk selected by the server; the list is reloaded when `key` changes. */
export interface Part {
  key: () => string
  fetch: (limit: number, cursor: string) => Promise<WorkPage>
}

/** The cases that report a danger: only the first page has them. */
function dangersIn(page: WorkPage, more: boolean, known: Set<string>): Set<string> {
  return more ? known : new Set(page.items.slice(0, page.dangers ?? 0).map((card) => card.id))
}

/** A desk's list. Rows keep their place while people work: changes appear in place, arrivals are shown on request. */
export function useWork(desk: string, filter: () => string = () => '', part?: Part) {
  const fetchPage = part?.fetch ?? ((limit: number, from: string) => fetchWork(desk, limit, from, filter()))
  const cards = shallowRef<CaseCard[]>([])
  const problem = shallowRef<Problem>()
  const loading = ref(false)
  const cursor = ref<string | null>(null)
  const loaded = ref(false)
  const dangers = shallowRef(new Set<string>())
  const live = useLiveRows(part ? undefined : desk, cards, (card) => fits(card, readFilter(filter())))
  let turn = 0

  async function ask(more: boolean): Promise<void> {
    const mine = ++turn
    loading.value = true
    try {
      const page = await fetchPage(more ? MOST : PAGE, more ? (cursor.value ?? '') : '')
      if (mine !== turn) return
      const known = new Set(more ? cards.value.map((card) => card.id) : [])
      const fresh = page.items.filter((card) => !known.has(card.id))
      cards.value = more ? [...cards.value, ...fresh] : fresh
      dangers.value = dangersIn(page, more, dangers.value)
      cursor.value = page.next_cursor
      problem.value = undefined
      loaded.value = true
      eventsAfter(page.position).forEach(live.lay)
    } catch (error) {
      if (mine === turn) problem.value = asProblem(error)
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  async function reload(): Promise<void> {
    live.forget()
    await ask(false)
  }

  useStream((event) => {
    if (!loaded.value) return
    if (event.kind === 'reset') void reload()
    else live.lay(event)
  })

  /** Time alone can bring a case to a desk or remove it without an event, so the list is reloaded quietly from time to time. */
  async function look(): Promise<void> {
    if (document.hidden || loading.value || !loaded.value) return
    const asked = turn
    const page = await fetchPage(Math.min(MOST, Math.max(PAGE, cards.value.length)), '').catch(() => undefined)
    if (page && asked === turn) live.compare(page.items, page.next_cursor === null)
  }

  const looking = setInterval(() => void look(), MINUTE)
  onScopeDispose(() => clearInterval(looking))
  // an empty list has nothing that could jump; one reload at a time, however many cases arrive
  watch([live.arrivals, loading], ([n, busy]) => n > 0 && !busy && !problem.value && !cards.value.length && void reload())
  if (part) {
    lookAfterEvents(desk, cards, look)
    watch(part.key, () => {
      cards.value = []
      loaded.value = false
      void reload()
    })
  }

  return { cards, dangers, problem, loading, hasMore: computed(() => cursor.value !== null), loaded, reload, more: () => ask(true), look, ...live }
}

/** Only the server knows to which part of a desk a case belongs: the list is reloaded after an event. */
function lookAfterEvents(desk: string, cards: ShallowRef<CaseCard[]>, look: () => Promise<void>): void {
  let soon: ReturnType<typeof setTimeout> | undefined
  useStream(({ desks, case_id }) => {
    if (!desks.includes(desk) && !cards.value.some((card) => card.id === case_id)) return
    soon ??= setTimeout(() => {
      soon = undefined
      void look()
    }, SOON)
  })
  onScopeDispose(() => clearTimeout(soon))
}

/** Applies the stream to visible rows: changes in place, marks rows that leave, only counts arrivals. Without a desk, only a
 * reload shows which rows left or arrived. */
export function useLiveRows(desk: string | undefined, cards: ShallowRef<CaseCard[]>, wanted: (card: CaseCard) => boolean = () => true) {
  const gone = ref(new Set<string>())
  const touched = ref(new Set<string>())
  const arrived = ref(new Set<string>())

  function layOver(at: number, { card, desks }: FeedEvent): void {
    const old = cards.value[at]
    if (!old || (card && old.version > card.version)) return
    if (card) cards.value[at] = { ...old, ...card }
    touched.value.add(old.id)
    if (desk && !desks.includes(desk)) gone.value.add(old.id)
    else if (desk) gone.value.delete(old.id)
    triggerRef(cards)
  }

  function lay(event: FeedEvent): void {
    const { case_id, card, desks } = event
    if (!case_id) return
    const at = cards.value.findIndex((card) => card.id === case_id)
    if (at >= 0) layOver(at, event)
    else if (card && desk && desks.includes(desk) && wanted(card)) arrived.value.add(case_id)
    else arrived.value.delete(case_id)
  }

  /** Merges a reloaded list into the visible rows; `whole`: rows missing from it are removed. */
  function compare(items: CaseCard[], whole: boolean): void {
    const now = new Set(items.map((card) => card.id))
    const shown = new Set(cards.value.map((card) => card.id))
    const fresh = new Map(items.map((card) => [card.id, card]))
    cards.value = cards.value.map((card) => fresh.get(card.id) ?? card)
    for (const { id } of items) {
      if (!shown.has(id)) arrived.value.add(id)
      else gone.value.delete(id)
    }
    for (const { id } of whole ? cards.value : []) if (!now.has(id)) gone.value.add(id)
    if (whole) arrived.value.forEach((id) => now.has(id) || arrived.value.delete(id))
  }

  function forget(): void {
    for (const marks of [gone, touched, arrived]) marks.value.clear()
  }

  return { gone, touched, arrivals: computed(() => arrived.value.size), lay, compare, forget }
}
