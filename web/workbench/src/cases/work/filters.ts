import type { CaseCard } from '@/api/types'

/** A filter as the server reads it and as the address contains it: `urgency:critical|urgent,district:310115`. */
export const FILTERS = ['status', 'urgency', 'nature', 'district', 'street', 'topic', 'unit', 'flag'] as const
export type Filter = (typeof FILTERS)[number]
export type Chosen = Partial<Record<Filter, string[]>>

const isFilter = (name: string): name is Filter => (FILTERS as readonly string[]).includes(name)

export function readFilter(text: unknown): Chosen {
  const chosen: Chosen = {}
  for (const part of typeof text === 'string' ? text.split(',') : []) {
    const [name = '', values = ''] = part.split(':')
    if (isFilter(name) && values) chosen[name] = values.split('|')
  }
  return chosen
}

export function writeFilter(chosen: Chosen): string {
  return FILTERS.flatMap((name) => (chosen[name]?.length ? [`${name}:${chosen[name].join('|')}`] : [])).join(',')
}

/** True if an arriving card may match the filters; conditions that only the server knows (other units, lateness) count as met. */
export function fits(card: CaseCard, chosen: Chosen): boolean {
  const among = (name: 'status' | 'urgency' | 'nature' | 'district' | 'street') => chosen[name]?.includes(card[name]) ?? true
  const topic = chosen.topic?.some((code) => card.topic === code || card.topic.startsWith(`${code}.`)) ?? true
  return topic && (['status', 'urgency', 'nature', 'district', 'street'] as const).every(among)
}
