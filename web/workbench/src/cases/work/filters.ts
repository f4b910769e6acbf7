import type { LocationQuery } from 'vue-router'
import type { CaseCard } from '@/api/types'

export const FILTERS = ['status', 'urgency', 'nature', 'district'] as const
export type Filter = (typeof FILTERS)[number]

export function filtersOf(query: LocationQuery): Partial<Record<Filter, string>> {
  const chosen: Partial<Record<Filter, string>> = {}
  for (const name of FILTERS) {
    const value = query[name]
    if (typeof value === 'string' && value) chosen[name] = value
  }
  return chosen
}

export function fits(card: CaseCard, chosen: Partial<Record<Filter, string>>): boolean {
  return FILTERS.every((name) => !chosen[name] || card[name] === chosen[name])
}
