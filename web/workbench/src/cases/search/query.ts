import type { LocationQuery } from 'vue-router'
import { instantOf } from '@/kernel/time'

/** The search query, kept in the address. Dates are days in the city's zone. */
export const ASKED = ['q', 'status', 'nature', 'urgency', 'topic', 'district', 'unit', 'since', 'until'] as const
export type Asked = Record<(typeof ASKED)[number], string>

export function askedOf(query: LocationQuery): Asked {
  const one = (name: string) => (typeof query[name] === 'string' ? query[name] : '')
  return Object.fromEntries(ASKED.map((name) => [name, one(name)])) as Asked
}

export function isNothing(asked: Asked): boolean {
  return ASKED.every((name) => !asked[name])
}

export function queryOf(asked: Asked): Record<string, string> {
  return Object.fromEntries(ASKED.filter((name) => asked[name]).map((name) => [name, asked[name]]))
}

/** Converts days to instants: the start of the first day and the end of the last. */
export function sentOf(asked: Asked, zone: string): Record<string, string> {
  const sent = queryOf(asked)
  if (sent.since) sent.since = instantOf(`${sent.since}T00:00`, zone)
  if (sent.until) {
    const next = new Date(Date.parse(`${sent.until}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
    sent.until = instantOf(`${next}T00:00`, zone)
  }
  return sent
}
