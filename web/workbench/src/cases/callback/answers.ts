import { findLast } from '@/kernel/list'
import type { Schemas } from '@/api/client'

/** The questions of a callback in order: outcome, satisfaction, reason for dissatisfaction. */
export type Verdict = Required<Schemas['Verdict']>
export type Question = 'outcome' | 'satisfaction' | 'reason'

export const OUTCOMES = ['solved', 'explained', 'unsolved']
export const SATISFACTIONS = ['satisfied', 'mostly', 'neutral', 'dissatisfied']
export const REASONS = ['too_slow', 'not_solved', 'manner', 'not_contacted', 'perfunctory', 'not_true', 'policy', 'other']
export const OPTIONS: Record<Question, string[]> = { outcome: OUTCOMES, satisfaction: SATISFACTIONS, reason: REASONS }

export const blankVerdict = (): Verdict => ({ outcome: '', satisfaction: '', reason: '', note: '' })

/** Only dissatisfied citizens are asked for a reason. */
export const isContent = ({ outcome, satisfaction }: Verdict): boolean => outcome !== 'unsolved' && satisfaction !== 'dissatisfied'

export function questionsOf(said: Verdict): Question[] {
  const why: Question[] = said.satisfaction && !isContent(said) ? ['reason'] : []
  return ['outcome', 'satisfaction', ...why]
}

/** The first question without an answer. */
export const openQuestion = (said: Verdict): Question | undefined => questionsOf(said).find((one) => !said[one])

/** The last question with an answer. */
export const lastQuestion = (said: Verdict): Question | undefined => findLast(questionsOf(said), (one) => said[one])
