import { describe, expect, test } from 'vitest'
import type { CaseCard } from '@/api/types'
import { byLateness } from '@/cases/supervise/lateness'
import type { Board } from '@/insight/screen/api'
import { stepsOf } from '@/insight/screen/districts'
import { againstWeek, hoursOver, standing } from '@/insight/screen/inflow'
import { HOUR } from '@/kernel/time'

const hours = (n: number) => new Array<number>(24).fill(n)
const board = (today: number[] | null, low = 2, high = 4): Board =>
  ({ intake: { today, last_week: hours(2), last_year: null, usual: { low: hours(low), high: hours(high), days: 4 } } }) as Board

describe('the hours of today', () => {
  test('an hour that is not over is not drawn', () => {
    expect(hoursOver(board(hours(3)), 10)).toHaveLength(10)
  })
  test('the last full hour stands above, within or below the usual', () => {
    expect([5, 3, 1].map((n) => standing(board(hours(n)), 10))).toEqual(['above', 'within', 'below'])
  })
  test('a day that has only begun is compared with nothing', () => {
    expect(standing(board(null), 0)).toBeUndefined()
    expect(againstWeek(board(null), 0)).toBeUndefined()
  })
  test('full hours are compared with the same hours a week ago', () => {
    expect(againstWeek(board(hours(3)), 10)).toBeCloseTo(0.5)
  })
})

describe('steps of colour', () => {
  test('as many districts in each, and nothing is the lowest', () => {
    const counts = [1, 2, 3, 4, 50]
    expect(counts.map(stepsOf(counts))).toEqual([1, 2, 3, 4, 5])
    expect(stepsOf(counts)(0)).toBe(1)
    expect(stepsOf([])(0)).toBe(1)
  })
})

describe('late cases', () => {
  const now = Date.parse('2026-11-23T09:00:00+08:00')
  const due = (late: number) => ({ id: String(late), clock: { due_at: new Date(now - late * HOUR).toISOString() } }) as CaseCard
  test('are grouped by how late, the latest first; what is due later is no business here', () => {
    const lines = byLateness([due(80), due(30), due(1), due(-3), due(-40)], now, (name) => name)
    expect(lines.flatMap(({ head }) => head ?? [])).toEqual(['over_three_days', 'over_a_day', 'within_a_day', 'soon'])
    expect(lines.filter(({ card }) => card)).toHaveLength(4)
  })
})
