import { divisionName, topicName, unitName } from '@/city/profile'
import { NATURES } from '@/cases/vocabulary'
import { either, listed, named, say } from '@/kernel/words'
import type { Field, Row, Section } from './api'
import { rowsFor } from './tables'
import { CELL_WORDS, CLOCKS, OCCASIONS } from './cellWords'
import { COLUMNS, t } from './words'

const SCRIPT_PARTS = ['identity', 'greeting', 'report', 'ask_outcome', 'ask_satisfaction', 'thanks']
const MEASURES = ['minutes', 'hours', 'working_hours', 'working_days', 'days']

/** A name may depend on the table. */
export function columnName(column: string, section = ''): string {
  return named(COLUMNS, `${section}.${column}` in COLUMNS ? `${section}.${column}` : column, column)
}

/** The displayed name of a code. */
export function wordName(column: string, word: string): string {
  if (column === 'clock') return named(CLOCKS, word, word)
  if (column === 'nature' || column === 'natures') return named(NATURES, word, word)
  if (column === 'template') return named(OCCASIONS, word, word)
  return named(CELL_WORDS, word, word)
}

function oneCell(field: Field, value: unknown): string {
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  const text = String(value)
  if (field.words.length || field.name === 'template') return wordName(field.name, text)
  if (field.refers === 'units' || field.name === 'answers') return unitName(officeName(text))
  if (field.refers === 'divisions') return divisionName(text)
  if (field.refers === 'topics') return /^\d\d(\.\d\d){2}$/.test(text) ? topicName(text) : text
  return text
}

/** The text of a cell in a list or a difference. */
export function cellWords(field: Field, value: unknown): string {
  if (value === undefined || value === null || value === '') return '—'
  if (Array.isArray(value) && !value.length) return '—'
  if (Array.isArray(value)) return listed(value.map((one) => oneCell(field, one)))
  return oneCell(field, value)
}

const said = (row: Row, name: string) => String(row[name] ?? '')

function limitTitle(row: Row): string {
  const when = ['urgency', 'nature'].filter((name) => row[name]).map((name) => wordName(name, String(row[name])))
  if (row['topic']) when.push(String(row['topic']))
  if (row['round']) when.push(say(CELL_WORDS['redo'] ?? ['', '']))
  if (row['fast_desk']) when.push(columnName('fast_desk'))
  return [wordName('clock', String(row['clock'] ?? '')), ...when].join(' · ')
}

function limitLength(row: Row): string {
  const measure = MEASURES.find((name) => row[name] !== undefined)
  const days = row['from'] ? ` · ${said(row, 'from')} – ${said(row, 'until')}` : ''
  return measure ? `${row[measure]} ${columnName(measure)}${days}` : '—'
}

export interface Line {
  code: string
  title: string
  more: string
}

const LINES: Record<string, (row: Row) => Line> = {
  duty: (row) => ({ code: said(row, 'topic'), title: topicName(said(row, 'topic')), more: dutyWords(row) }),
  topics: (row) => ({ code: said(row, 'code'), title: either(said(row, 'l3'), said(row, 'l3_en')), more: either(`${said(row, 'l1')} › ${said(row, 'l2')}`, `${said(row, 'l1_en')} › ${said(row, 'l2_en')}`) }),
  units: (row) => ({ code: said(row, 'code'), title: said(row, 'name'), more: [wordName('kind', said(row, 'kind')), unitName(said(row, 'parent'))].filter(Boolean).join(' · ') }),
  divisions: (row) => ({ code: said(row, 'code'), title: either(said(row, 'name'), said(row, 'name_en')), more: [wordName('kind', said(row, 'kind')), divisionName(said(row, 'parent'))].filter(Boolean).join(' · ') }),
  offices: (row) => ({ code: said(row, 'office'), title: either(said(row, 'name'), said(row, 'name_en')), more: '' }),
  calendar: (row) => ({ code: said(row, 'date'), title: either(said(row, 'name'), said(row, 'name_en') || null), more: wordName('kind', said(row, 'kind')) }),
  duty_roster: (row) => ({ code: '', title: [unitName(said(row, 'unit')), said(row, 'name')].join(' · '), more: [said(row, 'phone'), row['start'] && `${said(row, 'start')}–${said(row, 'until')}`].filter(Boolean).join(' · ') }),
  limit: (row) => ({ code: '', title: limitTitle(row), more: limitLength(row) }),
  messages: (row) => ({ code: said(row, 'language'), title: wordName('template', said(row, 'template')), more: said(row, 'text') }),
  'callback.script': (row) => ({ code: said(row, 'language'), title: callbackWords(row), more: SCRIPT_PARTS.map((part) => said(row, part)).filter(Boolean).join(' ') }),
  'telephone.choice': (row) => ({ code: said(row, 'key'), title: either(said(row, 'name'), said(row, 'name_en') || null) || said(row, 'menu'), more: [said(row, 'menu'), said(row, 'then') || wordName('queue', said(row, 'queue'))].filter(Boolean).join(' → ') }),
  'telephone.announcement': (row) => ({ code: said(row, 'language'), title: said(row, 'name'), more: said(row, 'text') || said(row, 'file') }),
  'telephone.opening': (row) => ({ code: '', title: said(row, 'schedule'), more: openingWords(row) }),
  'callback.rule': (row) => ({ code: '', title: wordName('method', said(row, 'method')), more: callbackWords(row) }),
}

function openingWords(row: Row): string {
  const days = ((row['days'] as string[] | undefined) ?? []).map((day) => wordName('days', day)).join('、')
  return `${days} ${row['closed'] ? columnName('closed') : `${said(row, 'start') || '00:00'}–${said(row, 'until') || '24:00'}`}`
}

function dutyWords(row: Row): string {
  const answers = said(row, 'answers')
  const who = row['level'] === 'district' ? officeName(answers) : unitName(answers)
  return [wordName('level', said(row, 'level')), who].filter(Boolean).join(' · ')
}

function officeName(code: string): string {
  const office = rowsFor('offices').find((one) => one.key === code)?.row
  return office ? either(said(office, 'name'), said(office, 'name_en')) : code
}

function callbackWords(row: Row): string {
  const when = ['urgency', 'nature', 'outcome'].flatMap((name) => ((row[name] as string[] | undefined) ?? []).map((word) => wordName(name, word)))
  if (row['redo']) when.push(columnName('redo'))
  return listed(when) || t('none')
}

/** The summary of a row in a list: code, name, and the most important other values. */
export function lineOf(section: Section, row: Row): Line {
  const known = LINES[section.name]
  if (known) return known(row)
  const code = section.keys[0] ? said(row, section.keys[0]) : ''
  return { code, title: either(said(row, 'name') || code, said(row, 'name_en') || null), more: '' }
}
