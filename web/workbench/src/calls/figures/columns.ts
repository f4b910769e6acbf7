import type { Schemas } from '@/api/client'
import { clockWords, spanWords, type Here } from '@/kernel/time'
import { named } from '@/kernel/words'
import { QUEUES } from '../vocabulary'
import { t } from './words'

export type CallFigures = Schemas['CallFigures']
export type CallRow = Schemas['CentreFigures']

type Kind = 'count' | 'share' | 'seconds'
type Code = Exclude<keyof CallRow, 'part' | 'in_time'>

/** The columns of the table and of its exports. */
export const COLUMNS: readonly (readonly [Code, Kind])[] = [
  ['offered', 'count'],
  ['unique_callers', 'count'],
  ['answered', 'count'],
  ['abandoned', 'count'],
  ['promised', 'count'],
  ['lost', 'count'],
  ['rung_back', 'count'],
  ['connection_rate', 'share'],
  ['service_level', 'share'],
  ['abandon_rate', 'share'],
  ['average_wait', 'seconds'],
  ['p90_wait', 'seconds'],
  ['longest_wait', 'seconds'],
  ['aht', 'seconds'],
  ['talk', 'seconds'],
  ['hold', 'seconds'],
  ['wrap_up', 'seconds'],
  ['form_time', 'seconds'],
  ['occupancy', 'share'],
]

export const NOTHING = '–'

export function cellWords(row: CallRow, [code, kind]: readonly [Code, Kind], { locale }: Here): string {
  const value = row[code]
  if (value === null) return NOTHING
  if (kind === 'share') return `${(value * 100).toFixed(1)}%`
  return kind === 'seconds' ? spanWords(Math.round(value) * 1000, locale) : String(value)
}

/** The name of a row: a queue, a skill, a seat's person, or the start of five minutes. */
export function partWords(figures: CallFigures, row: CallRow, here: Here): string {
  if (figures.by === 'seat') return figures.names[row.part] ?? t('nobody')
  if (figures.by === 'slot') return clockWords(Date.parse(row.part), here)
  return figures.by === 'queue' ? named(QUEUES, row.part) : row.part
}

/** Seats by name; slots, queues and skills in the server's order. */
export function rowsOf(figures: CallFigures, here: Here): { name: string; row: CallRow }[] {
  const rows = figures.rows.map((row) => ({ name: partWords(figures, row, here), row }))
  return figures.by === 'seat' ? rows.sort((a, b) => a.name.localeCompare(b.name, 'zh')) : rows
}
