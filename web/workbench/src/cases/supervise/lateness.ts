import type { CaseCard } from '@/api/types'
import { DAY } from '@/kernel/time'
import type { Line } from '../work/groups'
import type { LateUnit } from './api'

/** The groups of the supervisor's list, by how overdue a case is. */
export const GROUPS = ['over_three_days', 'over_a_day', 'within_a_day', 'soon'] as const
export type Lateness = (typeof GROUPS)[number]

export const overdue = (one: LateUnit): number => one.over_three_days + one.over_a_day + one.within_a_day

/** Undefined if the case is neither overdue nor due within a day, but listed for another reason. */
export function latenessOf(card: CaseCard, now: number): Lateness | undefined {
  if (!card.clock) return undefined
  const late = now - Date.parse(card.clock.due_at)
  if (late > 3 * DAY) return 'over_three_days'
  if (late > DAY) return 'over_a_day'
  if (late > 0) return 'within_a_day'
  return late > -DAY ? 'soon' : undefined
}

/** The cases under their headings, the latest group first; `say` is the heading's words. */
export function byLateness(cards: readonly CaseCard[], now: number, say: (name: Lateness) => string): Line[] {
  return GROUPS.flatMap((name): Line[] => {
    const mine = cards.filter((card) => latenessOf(card, now) === name)
    return mine.length ? [{ head: say(name), count: mine.length }, ...mine.map((card) => ({ card }))] : []
  })
}
