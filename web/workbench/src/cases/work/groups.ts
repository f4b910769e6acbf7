import type { CaseCard } from '@/api/types'
import { t } from './words'
import { DAY, dayWord, type Here } from '@/kernel/time'

export type GroupName = 'late' | 'today' | 'tomorrow' | 'week' | 'later' | 'none'

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

/** Groups neighbouring rows with the same heading; never changes the order of the list. */
export function grouped(cards: CaseCard[], here: Here, heading = (card: CaseCard): string => groupOf(card, here)): Group[] {
  const groups: Group[] = []
  for (const card of cards) {
    const name = heading(card)
    const last = groups.at(-1)
    if (last?.name === name) last.cards.push(card)
    else groups.push({ name, cards: [card] })
  }
  return groups
}

/** Flattens the groups of a list into one column: each heading, then its rows. */
export type Line = { head: string; count: number; card?: undefined } | { card: CaseCard; head?: undefined }

export function linesOf(cards: CaseCard[], here: Here, heading?: (card: CaseCard) => string): Line[] {
  return grouped(cards, here, heading).flatMap(({ name, cards: run }): Line[] => [{ head: heading ? name : t(name as GroupName), count: run.length }, ...run.map((card) => ({ card }))])
}

export const lineKey = (line: Line, at: number): string => line.card?.id ?? `head-${at}`
export const lineOf = (lines: Line[], number: string | undefined): number => lines.findIndex((line) => line.card?.number === number)
