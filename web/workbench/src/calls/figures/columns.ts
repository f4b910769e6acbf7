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

type TrunkCode = 'attempts' | 'trunk_answered' | 'trunk_refused' | 'trunk_abandoned' | 'trunk_missing'

/** How many calls of the trunks never arrived at a controller; undefined if the edge counted nothing. */
export const missingOf = ({ trunk }: CallFigures): number | undefined => (trunk ? trunk.attempts - trunk.arrived : undefined)

/** What the edge counted of the trunks' calls, and the difference to what arrived. */
export function trunkOf(figures: CallFigures): [TrunkCode, number | undefined][] {
  const { trunk } = figures
  return [
    ['attempts', trunk?.attempts],
    ['trunk_answered', trunk?.answered],
    ['trunk_refused', trunk?.refused],
    ['trunk_abandoned', trunk?.abandoned],
    ['trunk_missing', missingOf(figures)],
  ]
}

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
