import type { CaseCard } from '@/api/types'

/** Earlier cases on the same matter: by this citizen and by others. */
export interface Alike {
  same: CaseCard[]
  many: { week: number; before: number; answered: number; planned: number; unsolved: number; latest: CaseCard[] } | null
}

/** One outcome of a case that the operator took. */
export interface Outcome {
  position: number
  at: string
  unread: boolean
  what: string
  outcome: string | null
  satisfaction: string | null
  reason: string | null
  words: string
  unit: string | null
  /** The operator chose the unit that returned it; no rule did. */
  chosen: boolean
  card: CaseCard
}

export interface Outcomes {
  items: Outcome[]
  unread: number
}

/** Earlier cases of one telephone number, open ones first. */
export interface Callers {
  items: CaseCard[]
  times: number
  repeat_since: string
  citizen: { name: string; language: string } | null
}
