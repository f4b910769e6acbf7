import { findLast } from '@/kernel/list'
import type { CaseCard, CaseView, Happening, Order } from '@/api/types'

const ENDED = new Set(['returned', 'released', 'cancelled'])
const AT_WORK = new Set(['dispatched', 'in_progress', 'return_requested'])

/** The order this viewer works on: the one named by the inbox, else by a move, else the lead order. */
export function orderInHand(view: CaseView, card: CaseCard | undefined): Order | undefined {
  const named = card?.order?.id ?? view.moves.find((move) => move.order_id)?.order_id
  return view.orders.find((order) => order.id === named) ?? findLast(view.orders, (order) => order.role === 'lead')
}

/** Lead and co-units of the round with their texts; the lead's reply follows the parts. */
export interface Part {
  order: Order
  text: string
  waits: boolean
}

export function partsOf(view: CaseView, mine: Order): Part[] {
  const beside = (order: Order) => (mine.role === 'lead' ? order.role === 'co' && order.round === mine.round : false)
  const below = (order: Order) => order.parent_id === mine.id
  return view.orders
    .filter((order) => !ENDED.has(order.status) && (beside(order) || below(order)))
    .map((order) => ({ order, text: replyOf(view.history, order.id), waits: AT_WORK.has(order.status) }))
}

function replyOf(history: Happening[], order: string): string {
  return findLast(history, (one) => one.order_id === order && one.data.text_kind === 'reply')?.text ?? ''
}

const FROM_CITIZEN = new Set(['addition', 'information'])

/** The last addition after the first request, by the citizen or by the citizen of a merged case. */
export function lastAddition(view: CaseView): Happening | undefined {
  return findLast(view.history, (one) => one.text && FROM_CITIZEN.has(String(one.data.text_kind ?? one.data.said ?? '')))
}

export type Step = 'sign' | 'contact' | 'handle' | 'reply'

export interface StepView {
  step: Step
  at: string | null
  state: 'done' | 'now' | 'later'
}

/** Sign → contact → handle → reply; exactly one is next until all are done. */
export function stepsOf(order: Order, handled: boolean): StepView[] {
  const contacted = order.contacted_at ?? null
  const done: Record<Step, boolean> = {
    sign: Boolean(order.signed_at) || order.status !== 'dispatched',
    contact: Boolean(contacted),
    handle: (handled && Boolean(contacted)) || Boolean(order.replied_at),
    reply: Boolean(order.replied_at),
  }
  const at: Record<Step, string | null> = { sign: order.signed_at ?? null, contact: contacted, handle: null, reply: order.replied_at ?? null }
  const names: Step[] = ['sign', 'contact', 'handle', 'reply']
  const next = order.replied_at ? undefined : names.find((name) => !done[name])
  return names.map((step) => ({ step, at: at[step], state: step === next ? 'now' : done[step] ? 'done' : 'later' }))
}
