import { describe, expect, test } from 'vitest'
import { periodOf } from '@/insight/period'
import { fewWords, movedOf, ofWords, valueWords } from '@/insight/saying'
import type { Figure } from '@/insight/api'
import { setLocale } from '@/kernel/words'

setLocale('zh-CN')
const ZONE = 'Asia/Shanghai'
const SUNDAY_NIGHT = Date.parse('2026-11-29T23:30:00+08:00')
const same = (one: string, other: string) => expect(Date.parse(one)).toBe(Date.parse(other))

const figure = (told: Partial<Figure>): Figure => ({
  code: 'on_time_rate',
  name: '按时办结率',
  name_en: 'Replied on time',
  group: 'units',
  unit: 'share',
  better: 'higher',
  version: 1,
  needs: null,
  value: 0.9,
  n: 90,
  of: 100,
  left_out: 0,
  low: null,
  high: null,
  previous: 0.8,
  ...told,
})

describe('periods are days of the city', () => {
  test('a week begins on Monday, also on a Sunday night', () => {
    const { since, until } = periodOf('week', SUNDAY_NIGHT, ZONE)
    same(since, '2026-11-23T00:00:00+08:00')
    expect(until).toBe('')
  })
  test('last month is the whole month before, over the turn of the year', () => {
    const { since, until } = periodOf('last', Date.parse('2026-01-01T00:30:00+08:00'), ZONE)
    same(since, '2025-12-01T00:00:00+08:00')
    same(until, '2026-01-01T00:00:00+08:00')
  })
  test('chosen days include the last one', () => {
    const { since, until } = periodOf('custom', SUNDAY_NIGHT, ZONE, ['2026-11-02', '2026-11-30'])
    same(since, '2026-11-02T00:00:00+08:00')
    same(until, '2026-12-01T00:00:00+08:00')
  })
})

describe('a figure in words', () => {
  test('says whether it got better, by what is better', () => {
    expect(movedOf(figure({}))).toBe('better')
    expect(movedOf(figure({ better: 'lower' }))).toBe('worse')
    expect(movedOf(figure({ better: 'neither' }))).toBe('more')
    expect(movedOf(figure({ previous: 0.90001 }))).toBe('same')
    expect(movedOf(figure({ previous: null }))).toBeUndefined()
  })
  test('says of how many, and what stayed outside', () => {
    expect(valueWords(figure({}), 0.9)).toBe('90.0%')
    expect(ofWords(figure({ left_out: 2 }))).toBe('90 / 100 件 · 另有 2 件剔除')
    expect(ofWords(figure({ value: null, of: 0, n: 0 }))).toBe('没有数据')
    expect(ofWords(figure({ value: null, needs: 'telephone' }))).toContain('电话')
  })
  test('says how sure a share of few is', () => {
    expect(fewWords(figure({}))).toBe('')
    expect(fewWords(figure({ low: 0.49, high: 0.94 }))).toContain('49.0%–94.0%')
  })
})
