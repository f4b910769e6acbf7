import type { RoundFacts } from '../page/answers'

/** The fields compared between rounds, and whether they differ. */
export type RowName = 'unit' | 'claimed' | 'did' | 'evidence' | 'times' | 'check' | 'outcome' | 'satisfaction' | 'reason' | 'words' | 'found'

const VALUE: Partial<Record<RowName, (one: RoundFacts) => string>> = {
  unit: (one) => one.unit,
  claimed: (one) => one.round.unit?.outcome ?? '',
  evidence: (one) => String(one.evidence.length > 0),
  times: (one) => one.clocks.map((clock) => `${clock.kind}:${clock.state}`).join(),
  outcome: (one) => one.round.citizen?.outcome ?? '',
  satisfaction: (one) => one.round.citizen?.satisfaction ?? '',
  reason: (one) => one.round.citizen?.reason ?? '',
}

export const ROWS: RowName[] = ['unit', 'claimed', 'did', 'outcome', 'satisfaction', 'reason', 'words', 'times', 'check', 'evidence', 'found']

/** The last two rounds for comparison. */
export const compared = (all: RoundFacts[]): RoundFacts[] => all.filter((one) => one.round.unit ?? one.round.citizen).slice(-2)

/** True if both rounds have a value and the values differ. */
export function differs(row: RowName, [first, second]: RoundFacts[]): boolean {
  const value = VALUE[row]
  if (!value || !first || !second) return false
  const [a, b] = [value(first), value(second)]
  return a !== '' && b !== '' && a !== b
}

const SAID: Record<RowName, (one: RoundFacts) => boolean> = {
  unit: () => true,
  claimed: () => true,
  did: () => true,
  evidence: () => true,
  times: (one) => one.clocks.length > 0,
  check: (one) => one.round.sentBack.length > 0,
  outcome: () => true,
  satisfaction: () => true,
  reason: (one) => Boolean(one.round.citizen?.reason),
  words: (one) => Boolean(one.round.citizen?.words),
  found: (one) => Boolean(one.round.review),
}

/** The rows for which at least one round has a value. */
export const rowsOf = (shown: RoundFacts[]): RowName[] => ROWS.filter((row) => shown.some(SAID[row]))
