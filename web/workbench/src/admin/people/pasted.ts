import type { Unit } from '@/api/types'
import type { Pair } from '@/kernel/words'
import type { MemberFields } from './api'

/** The fault of a line in a list and the word that causes it. */
export interface Wrong {
  what: 'columns' | 'role' | 'unit' | 'several' | 'needsUnit' | 'twice'
  word: string
}

/** One line of a list of people, as an office keeps it: login, name, roles, unit. */
export interface Pasted {
  line: number
  text: string
  fields: MemberFields
  wrong: Wrong | undefined
}

const HEADS = new Set(['工号', 'login', '登录名', '账号'])
const BETWEEN = /[、;；/+|]/
const OFFICE = /(?<=街道|镇|乡)(办事处|人民政府)$/
const NEEDS_A_UNIT = 'unit_handler'

type Roles = Record<string, Pair>

/** Reads lines copied from a spreadsheet (tabs) or a CSV file (commas); skips a line of headings and empty lines. */
export function readPasted(text: string, roles: Roles, units: Unit[]): Pasted[] {
  const codes = new Map(Object.entries(roles).flatMap(([code, pair]) => [code, ...pair].map((word) => [key(word), code] as const)))
  const seen = new Set<string>()
  return text.split(/\r?\n/).flatMap((words, at) => {
    const cells = cellsOf(words)
    if (!words.trim() || HEADS.has(key(cells[0] ?? ''))) return []
    const read = readLine(cells, codes, units)
    const twice = read.wrong === undefined && seen.has(key(read.fields.login))
    seen.add(key(read.fields.login))
    const wrong = twice ? ({ what: 'twice', word: read.fields.login } as const) : read.wrong
    return [{ line: at + 1, text: words, fields: read.fields, wrong }]
  })
}

interface Line {
  login: string
  name: string
  /** the unit as written, and its code; '' for an unknown one */
  words: string[]
  roles: string[]
  place: string
  found: Unit[]
}

/** The possible faults in order of report: each returns the faulty word, or undefined. */
const CHECKS: readonly [Wrong['what'], (line: Line) => string | undefined | false][] = [
  ['columns', ({ login, name, words }) => (!login || !name || !words.length) && ''],
  ['role', ({ words, roles }) => words[roles.indexOf('')]],
  ['unit', ({ place, found }) => !!place && !found.length && place],
  ['several', ({ place, found }) => found.length > 1 && place],
  ['needsUnit', ({ roles, place }) => roles.includes(NEEDS_A_UNIT) && !place && ''],
]

function readLine([login = '', name = '', said = '', place = '']: string[], codes: Map<string, string>, units: Unit[]): { fields: MemberFields; wrong: Wrong | undefined } {
  const words = said.split(BETWEEN).map((word) => word.trim()).filter(Boolean)
  const roles = words.map((word) => codes.get(key(word)) ?? '')
  const found = unitsCalled(place, units)
  const fields = { login, name, roles: roles.filter(Boolean), unit: found[0]?.code ?? '', locale: 'zh-CN', languages: ['zh-CN'], employer: '' as const }
  for (const [what, check] of CHECKS) {
    const word = check({ login, name, words, roles, place, found })
    if (typeof word === 'string') return { fields, wrong: { what, word } }
  }
  return { fields, wrong: undefined }
}

/** Finds a unit by code, else by name in either language; streets and towns also without the office suffix. Ambiguous names match none. */
function unitsCalled(word: string, units: Unit[]): Unit[] {
  if (!word) return []
  const byCode = units.filter((unit) => unit.code === word)
  const called = ({ name, name_en }: Unit) => [name, name.replace(OFFICE, ''), name_en ?? ''].some((one) => key(one) === key(word))
  return byCode.length ? byCode : units.filter(called)
}

function key(word: string): string {
  return word.normalize('NFKC').trim().toLowerCase()
}

/** Splits at tabs if there are any, else at commas; cells of a CSV file may be quoted. */
export function cellsOf(line: string): string[] {
  if (line.includes('\t')) return line.split('\t').map((cell) => cell.trim())
  const cells = line.match(/"(?:[^"]|"")*"|[^,，]+|(?<=[,，])(?=[,，]|$)/g) ?? []
  return cells.map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell).trim())
}

/** The text of a file: UTF-8, else the encoding that Chinese Excel saves by default. */
export function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** A CSV file that Excel opens as UTF-8; cells that Excel would run as formulas are escaped. */
export function csvOf(rows: string[][]): string {
  const cell = (value: string) => `"${(/^[=+@\t\r-]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}
