import { findLast } from '@/kernel/list'
import type { Happening } from '@/api/types'

/** The history by round, each with the statements of unit, citizen and review. */
export interface Voice {
  outcome: string
  satisfaction?: string
  reason?: string
  verdict?: string
  words: string
  by: string
  at: string
}

export interface Round {
  number: number
  entries: Happening[]
  unit?: Voice
  sentBack: Happening[]
  citizen?: Voice
  review?: Voice
}

/** The page shows these above the history. */
const ABOVE = new Set(['words', 'wish', 'praised'])

const isWords = (one: Happening) => one.kind === 'case.text_written' && one.text !== null

/** Merges two neighbouring entries of the same moment and actor if one is only the text of the other. */
function joined(last: Happening | undefined, next: Happening): Happening | undefined {
  if (last?.at !== next.at || last.actor !== next.actor) return undefined
  if (isWords(next) && last.text === null) return { ...last, text: next.text }
  return isWords(last) && next.text === null ? { ...next, text: last.text } : undefined
}

export function tidy(history: Happening[]): Happening[] {
  const entries: Happening[] = []
  for (const happening of history) {
    if (ABOVE.has(String(happening.data.text_kind))) continue
    const both = joined(entries.at(-1), happening)
    if (both) entries[entries.length - 1] = both
    else entries.push(happening)
  }
  return entries
}

const str = (value: unknown): string => (typeof value === 'string' ? value : '')

function voice(happening: Happening | undefined): Voice | undefined {
  if (!happening) return undefined
  const { data, text, actor, at } = happening
  const satisfaction = str(data.satisfaction)
  const reason = str(data.reason)
  const { outcome } = (data.details ?? data) as { outcome?: string }
  const verdict = happening.kind === 'case.moved' ? str(data.move) : ''
  return { outcome: str(outcome), words: text ?? '', by: actor ?? '', at, ...(satisfaction && { satisfaction }), ...(reason && { reason }), ...(verdict && { verdict }) }
}

const isReply = (one: Happening) => one.kind === 'order.moved' && one.data.move === 'reply' && one.data.role !== 'sub'
const isAnswer = (one: Happening) => one.kind === 'callback.answered'
const isFinding = (one: Happening) =>
  one.kind === 'case.moved' && (one.data.move === 'redo' || one.data.move === 'close_with_reason')

export function rounds(history: Happening[]): Round[] {
  const byNumber = new Map<number, Happening[]>()
  for (const one of tidy(history)) {
    const number = isFinding(one) && one.data.move === 'redo' && one.data.before ? findingRound(one, byNumber) : one.round
    byNumber.set(number, [...(byNumber.get(number) ?? []), one])
  }
  return [...byNumber].map(([number, entries]) => {
    const unit = voice(findLast(entries, isReply))
    const citizen = voice(findLast(entries, isAnswer))
    const review = voice(findLast(entries, isFinding))
    const sentBack = entries.filter((one) => one.kind === 'case.moved' && one.data.move === 'fail_check')
    return { number, entries, sentBack, ...(unit && { unit }), ...(citizen && { citizen }), ...(review && { review }) }
  })
}

/** A redo is the verdict on the previous round, although its event carries the number of the new one. */
function findingRound(one: Happening, byNumber: Map<number, Happening[]>): number {
  const last = Math.max(0, ...byNumber.keys())
  return last && one.round > last ? last : one.round
}
