import { DAY, instantOf, wall } from '@/kernel/time'

/** Periods that people choose, in days of the city. */
export const PERIODS = ['week', 'month', 'last', 'custom'] as const
export type PeriodName = (typeof PERIODS)[number]

export interface Period {
  since: string
  until: string
}

const two = (n: number) => String(n).padStart(2, '0')
const dayText = (at: Date) => `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`
const midnight = (day: string, zone: string) => instantOf(`${day}T00:00`, zone)

function dayAfter(day: string): string {
  return dayText(new Date(Date.parse(`${day}T00:00:00Z`) + DAY))
}

/** From the first moment to the last; an open end is the current time. `days` are the first and last day of a custom period. */
export function periodOf(name: PeriodName, now: number, zone: string, days: readonly string[] = []): Period {
  const { year, month, day, weekday } = wall(now, zone)
  const first = (shift: number) => midnight(dayText(new Date(Date.UTC(year, month - 1 + shift, 1))), zone)
  if (name === 'month') return { since: first(0), until: '' }
  if (name === 'last') return { since: first(-1), until: first(0) }
  if (name === 'custom' && days[0] && days[1]) return { since: midnight(days[0], zone), until: midnight(dayAfter(days[1]), zone) }
  const monday = new Date(Date.UTC(year, month - 1, day - ((weekday + 6) % 7)))
  return { since: midnight(dayText(monday), zone), until: '' }
}
