import { computed, ref, shallowRef } from 'vue'
import { asProblem, type Problem } from '@/kernel/problem'
import type { CaseCard } from '@/api/types'
import { moveCase, moveOrder } from '../api'

/**
 * One move on many cases. Nothing is sent until the delay is over, so undo simply cancels it.
 * Each case is a separate command with its own version: changes by others are reported, not overwritten.
 */
export const UNDO_SECONDS = 8
const AT_ONCE = 4

export interface Missed {
  card: CaseCard
  problem: Problem
}

export interface Bulk {
  move: string
  body: Record<string, unknown>
  cards: CaseCard[]
  /** The move applies to the viewer's order, not to the case. */
  ofOrders?: boolean
  /** From here on it cannot be undone: the typed text is no longer a draft. */
  onGoing?: () => void
}

export const waiting = shallowRef<Bulk>()
export const secondsLeft = ref(0)
export const running = shallowRef<Bulk>()
export const done = ref(0)
export const missed = shallowRef<Missed[]>([])
export const last = shallowRef<Bulk>()
export const isBusy = computed(() => waiting.value !== undefined || running.value !== undefined)

let ticking: ReturnType<typeof setInterval> | undefined

export function begin(bulk: Bulk): void {
  if (isBusy.value || !bulk.cards.length) return
  waiting.value = bulk
  last.value = undefined
  secondsLeft.value = UNDO_SECONDS
  ticking = setInterval(() => {
    secondsLeft.value--
    if (secondsLeft.value <= 0) void goAhead()
  }, 1000)
}

/** Undo before the start: as if it had never been requested. */
export function undo(): void {
  clearInterval(ticking)
  waiting.value = undefined
}

export async function goAhead(): Promise<void> {
  const bulk = waiting.value
  undo()
  if (!bulk) return
  running.value = bulk
  bulk.onGoing?.()
  done.value = 0
  missed.value = []
  const left = [...bulk.cards]
  await Promise.all(Array.from({ length: AT_ONCE }, () => work(bulk, left)))
  running.value = undefined
  last.value = bulk
}

async function work(bulk: Bulk, left: CaseCard[]): Promise<void> {
  for (let card = left.shift(); card; card = left.shift()) {
    try {
      if (bulk.ofOrders) await moveOrder(card.order?.id ?? '', bulk.move, bulk.body, card.version)
      else await moveCase(card.number, bulk.move, bulk.body, card.version)
    } catch (error) {
      missed.value = [...missed.value, { card, problem: asProblem(error) }]
    }
    done.value++
  }
}

export function dismiss(): void {
  last.value = undefined
  missed.value = []
}

/** Closing the page during the delay would lose the action, so the browser asks first. */
addEventListener('beforeunload', (event) => {
  if (isBusy.value) event.preventDefault()
})
