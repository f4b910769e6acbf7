import { describe, expect, test } from 'vitest'
import { beforeWords, dayWord, instantOf, momentWords, spanWords, type Here } from '@/kernel/time'

const at = (text: string) => Date.parse(text)
const here: Here = { now: at('2026-06-24T15:20:00+08:00'), zone: 'Asia/Shanghai', locale: 'zh-CN' }

describe('times are said as people say them', () => {
  test.each([
    ['2026-06-24T17:30:00+08:00', '今天 17:30 前'],
    ['2026-06-25T00:05:00+08:00', '明天 00:05 前'],
    ['2026-06-26T12:00:00+08:00', '周五 12:00 前'],
    ['2026-07-01T12:00:00+08:00', '7月1日 12:00 前'],
    ['2027-01-04T09:00:00+08:00', '2027年1月4日 09:00 前'],
  ])('%s is “%s”', (due, words) => {
    expect(beforeWords(at(due), here)).toBe(words)
  })

  test('the day is the city’s, whatever the clock of the machine says', () => {
    const late = at('2026-06-24T23:30:00+08:00')
    expect(dayWord(late, here)).toBe('今天')
    expect(dayWord(late, { ...here, zone: 'America/New_York' })).toBe('今天')
    expect(dayWord(at('2026-06-25T01:00:00+08:00'), { ...here, zone: 'UTC' })).toBe('今天')
  })

  test('the past is yesterday or a date', () => {
    expect(momentWords(at('2026-06-23T22:40:00+08:00'), here)).toBe('昨天 22:40')
    expect(momentWords(at('2026-06-20T09:00:00+08:00'), here)).toBe('6月20日 09:00')
  })

  test('English puts the time before the day', () => {
    expect(beforeWords(at('2026-06-24T17:30:00+08:00'), { ...here, locale: 'en' })).toBe('by 17:30 today')
  })

  test.each([
    [0, '不到 1 分'],
    [40 * 60_000, '40 分'],
    [130 * 60_000, '2 小时 10 分'],
    [120 * 60_000, '2 小时'],
    [(3 * 24 + 4) * 3_600_000, '3 天 4 小时'],
    [12 * 24 * 3_600_000, '12 天'],
  ])('a span of %d ms is “%s”', (span, words) => {
    expect(spanWords(span, 'zh-CN')).toBe(words)
  })

  test('a wall time in a zone becomes its instant', () => {
    expect(instantOf('2026-06-24T17:30', 'Asia/Shanghai')).toBe('2026-06-24T09:30:00.000Z')
    expect(instantOf('2026-06-24T17:30', 'America/New_York')).toBe('2026-06-24T21:30:00.000Z')
  })
})
