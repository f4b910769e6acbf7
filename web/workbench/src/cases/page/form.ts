import type { Move, MoveField } from '@/api/types'
import { instantOf } from '@/kernel/time'

/** The content of a form while it is filled in, and the request body made from it. */
export type Value = string | string[] | number | boolean
export type Values = Record<string, Value>

const BLANK: Partial<Record<MoveField['kind'], Value>> = { units: [], choices: [], flag: false }

export function blankOf(move: Move): Values {
  return Object.fromEntries(move.fields.map((field) => [field.name, BLANK[field.kind] ?? '']))
}

function isEmpty(value: Value | undefined): boolean {
  if (value === undefined || value === '' || value === false) return true
  return (typeof value === 'string' && !value.trim()) || (Array.isArray(value) && value.length === 0)
}

export function missing(move: Move, values: Values): MoveField[] {
  return move.fields.filter((field) => field.required && isEmpty(values[field.name]))
}

function said(field: MoveField, value: Value, zone: string): unknown {
  if (field.kind === 'moment' && typeof value === 'string') return instantOf(value, zone)
  if (field.kind === 'count') return Number(value)
  return typeof value === 'string' ? value.trim() : value
}

/** Sends only fields with a value; the server has its own defaults. */
export function bodyOf(move: Move, values: Values, zone: string): Record<string, unknown> {
  const filled = move.fields.filter((field) => !isEmpty(values[field.name]))
  return Object.fromEntries(filled.map((field) => [field.name, said(field, values[field.name] ?? '', zone)]))
}
