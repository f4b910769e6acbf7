import { describe, expect, it } from 'vitest'
import { cellWords, rowsOf, trunkOf, type CallFigures, type CallRow } from '@/calls/figures/columns'
import { csvOf, tableOf } from '@/calls/figures/exporting'

const here = { now: Date.parse('2026-11-30T02:00:00Z'), zone: 'Asia/Shanghai', locale: 'zh-CN' as const }
const none = { unique_callers: 0, abandoned: 0, promised: 0, lost: 0, rung_back: 0, in_time: 0, average_wait: null, p90_wait: null, longest_wait: null }
const rest = { talk: null, hold: null, wrap_up: null, form_time: null, connection_rate: null, abandon_rate: null, aht: null, occupancy: null }
const row = (part: string): CallRow => ({ part, arrived: 2, offered: 2, answered: 1, ...none, ...rest, average_wait: 9.6, service_level: 0.5 })
const figures = (by: CallFigures['by'], ...parts: string[]): CallFigures => ({
  since: '2026-11-29T16:00:00Z',
  until: '2026-11-30T02:00:00Z',
  position: 9,
  by,
  trunk: { attempts: 3, answered: 1, refused: 1, abandoned: 0, arrived: 2 },
  total: row(''),
  rows: parts.map(row),
  names: { 'staff:1': '赵敏', 'staff:2': '=陈雨桐' },
})

describe('the figures of calls', () => {
  it('lists seats by name', () => {
    expect(rowsOf(figures('seat', 'staff:1', 'staff:2'), here).map(({ name }) => name)).toEqual(['=陈雨桐', '赵敏'])
  })
  it('names queues, and five minutes by the clock of the city', () => {
    expect(rowsOf(figures('queue', 'general'), here)[0]?.name).toBe('综合')
    expect(rowsOf(figures('slot', '2026-11-30T01:05:00Z'), here)[0]?.name).toContain('09:05')
  })
  it('shows shares in per cent and what is unknown as a dash', () => {
    expect(cellWords(row(''), ['service_level', 'share'], here)).toBe('50.0%')
    expect(cellWords(row(''), ['aht', 'seconds'], here)).toBe('–')
  })
  it('shows what the trunks counted beside what arrived', () => {
    expect(trunkOf(figures('queue'))).toContainEqual(['trunk_missing', 1])
    expect(trunkOf({ ...figures('queue'), trunk: null })).toContainEqual(['attempts', undefined])
  })
  it('exports numbers as they are and no formulas', () => {
    const [head, first] = csvOf(tableOf(figures('seat', 'staff:2'), here)).split('\r\n')
    expect(head).toMatch(/^\uFEFF座席,请求人工/)
    expect(first).toMatch(/^'=陈雨桐,2,/)
    expect(first).toContain(',9.6,')
  })
})
