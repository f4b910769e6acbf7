import { findLast } from '@/kernel/list'
import type { Attachment, CaseView, Clock, Happening, Order } from '@/api/types'
import { rounds, tidy, type Round, type Voice } from './rounds'

/** One round as follow-up desks see it: what the unit did, when, and with which evidence. */
export interface RoundFacts {
  round: Round
  unit: string
  evidence: Attachment[]
  clocks: Clock[]
}

const WATCHED = ['sign', 'first_contact', 'close']

function leadOf(view: CaseView, number: number): Order | undefined {
  return findLast(view.orders, (order) => order.round === number && order.role === 'lead')
}

/** The rounds that had an order, oldest first. */
export function roundFacts(view: CaseView): RoundFacts[] {
  return rounds(view.history).map((round) => {
    const orders = new Set(view.orders.filter((order) => order.round === round.number).map((order) => order.id))
    const lead = leadOf(view, round.number)
    const clocks = WATCHED.flatMap((kind) => findLast(view.clocks, (one) => one.kind === kind && one.order_id === lead?.id) ?? [])
    const evidence = view.attachments.filter((one) => one.order_id && orders.has(one.order_id))
    return { round, unit: lead?.unit ?? '', evidence, clocks }
  })
}

/** The citizen's attachments: files that belong to no unit's order. */
export function ownFiles(view: CaseView): Attachment[] {
  return view.attachments.filter((one) => !one.order_id)
}

const isAnswer = (one: Happening) => one.kind === 'case.text_written' && one.data.text_kind === 'answer'

/** The answer to the citizen: the unit's reply, or the answer given during the call or in the preceding case. */
export function lastAnswer(view: CaseView): { voice: Voice | undefined; facts: RoundFacts | undefined } {
  const facts = findLast(roundFacts(view), (one) => one.round.unit)
  const answer = findLast(tidy(view.history), (one) => isAnswer(one) && one.text)
  if (facts && facts.round.number === view.case.round) return { voice: facts.round.unit, facts }
  if (answer) return { voice: { outcome: '', words: answer.text ?? '', by: answer.actor ?? '', at: answer.at }, facts: undefined }
  return { voice: facts?.round.unit, facts }
}

const isReply = (one: Happening) => one.kind === 'order.moved' && one.data.move === 'reply' && one.data.role !== 'sub'

/** Earlier replies, latest first, each with the reason why it was sent back. */
export function earlierReplies(view: CaseView): { reply: Happening; sentBack: Happening | undefined }[] {
  const all = tidy(view.history)
  const replies = all.filter(isReply)
  return replies
    .slice(0, -1)
    .map((reply, at) => {
      const from = all.indexOf(reply)
      const until = all.indexOf(replies[at + 1] ?? reply)
      const between = all.slice(from, until)
      return { reply, sentBack: between.find((one) => one.kind === 'case.moved' && one.data.move === 'fail_check') }
    })
    .reverse()
}
