import type { CaseCard } from '@/api/types'
import { t } from './words'
import { DAY, dayWord, type Here } from '@/kernel/time'

export type GroupName = 'danger' | 'late' | 'today' | 'tomorrow' | 'week' | 'later' | 'none'

export interface Group {
  name: string
  cards: CaseCard[]
}

function groupOf(card: CaseCard, here: Here): GroupName {
  if (!card.clock) return 'none'
  const due = Date.parse(card.clock.due_at)
  if (due < here.now) return 'late'
  const zh = { ...here, locale: 'zh-CN' as const }
  const word = dayWord(due, zh)
  if (word === '今天') return 'today'
  if (word === '明天') return 'tomorrow'
  return due - here.now < 7 * DAY ? 'week' : 'later'
}

/** What a list knows of its rows: those that report a danger, and those that changed in their place. */
export interface Marks {
  dangers: ReadonlySet<string>
  changed: (id: string) => boolean
}

const NONE: Marks = { dangers: new Set(), changed: () => false }

/** Groups neighbouring rows with the same heading; never changes the order of the list. Rows that changed keep their place, so they
 * stay in the group above. */
export function grouped(cards: CaseCard[], here: Here, { dangers, changed } = NONE, heading?: (card: CaseCard) => string): Group[] {
  const groups: Group[] = []
  for (const card of cards) {
    const last = groups.at(-1)
    const name = heading ? heading(card) : dangers.has(card.id) ? 'danger' : groupOf(card, here)
    if (last && (last.name === name || (changed(card.id) && last.name !== 'danger'))) last.cards.push(card)
    else groups.push({ name, cards: [card] })
  }
  return groups
}

/** Flattens the groups of a list into one column: each heading, then its rows. */
export type Line = { head: string; count: number; card?: undefined } | { card: CaseCard; head?: undefined }

export function linesOf(cards: CaseCard[], here: Here, marks?: Marks, heading?: (card: CaseCard) => string): Line[] {
  return grouped(cards, here, marks, heading).flatMap(({ name, cards: run }): Line[] => [{ head: heading ? name : t(name as GroupName), count: run.length }, ...run.map((card) => ({ card }))])
}

export const lineKey = (line: Line, at: number): string => line.card?.id ?? `head-${at}`
export const lineOf = (lines: Line[], number: string | undefined): number => lines.findIndex((line) => line.card?.number === number)
