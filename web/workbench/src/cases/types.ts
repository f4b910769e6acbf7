import type { CaseCard } from '@/api/types'

/** What was told before of the same: by this citizen, by many. */
export interface Alike {
  same: CaseCard[]
  many: { week: number; before: number; answered: number; planned: number; unsolved: number; latest: CaseCard[] } | null
}

/** One thing that became of a case somebody took. */
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
