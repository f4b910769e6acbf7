import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Row, Section } from '@/admin/profile/api'
import { lineOf } from '@/admin/profile/cells'
import { filled, segments } from '@/admin/profile/segments'
import { COLUMNS, GROUPS, SECTIONS } from '@/admin/profile/words'

describe('a text message is charged by its length', () => {
  test.each([
    ['中'.repeat(70), 1],
    ['中'.repeat(71), 2],
    ['中'.repeat(134), 2],
    ['中'.repeat(135), 3],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(307), 3],
    ['', 1],
  ])('%s', (text, count) => {
    expect(segments(text)).toBe(count)
  })

  test('placeholders are filled, unknown ones stay in sight', () => {
    expect(filled('编号{number}，{nobody}', { number: '26' })).toBe('编号26，{nobody}')
  })
})

test('every table of the city has a name and a place in the list', () => {
  const listed = GROUPS.flatMap((group) => group.sections)
  expect([...listed].sort()).toEqual(Object.keys(SECTIONS).sort())
  const checks = readFileSync('../../src/lianxin/city/rules/check_city.py', 'utf8')
  const tables = [...checks.matchAll(/^ {4}"([a-z_.]+)": (?:_|Key)?Table\(/gm)].map((found) => found[1])
  expect(tables.length).toBeGreaterThan(10)
  for (const table of tables) expect(SECTIONS).toHaveProperty([table ?? ''])
})

test('every column has a name', () => {
  const checks = readFileSync('../../src/lianxin/city/rules/check_city.py', 'utf8') + readFileSync('../../src/lianxin/city/rules/check_tables.py', 'utf8')
  const columns = [...checks.matchAll(/(?:_?Column\("|^ {12}"|(?:_|Key)?Table\(\{")([a-z][a-z_0-9]*)"(?:: |[,)])/gm)].map((found) => found[1] ?? '')
  expect(columns.length).toBeGreaterThan(40)
  for (const column of columns) expect(COLUMNS).toHaveProperty(column)
})

test('every table and column of the telephone has a name', () => {
  const keys = readFileSync('../../src/lianxin/city/rules/telephone_keys.py', 'utf8')
  const parts = keys.split(/^ {4}"(telephone[a-z_.]*)": KeyTable\(/m)
  expect(parts.length).toBeGreaterThan(20)
  for (let nth = 1; nth < parts.length; nth += 2) {
    const table = parts[nth] ?? ''
    expect(SECTIONS).toHaveProperty([table])
    const columns = [...(parts[nth + 1] ?? '').matchAll(/["{( ]([a-z][a-z_]*)": /g)].map((found) => found[1] ?? '')
    for (const column of columns) expect([`${table}.${column}`, column].some((name) => name in COLUMNS), `${table}.${column}`).toBe(true)
  }
})

test('rows of the telephone are summed up by key, language and hours', () => {
  const line = (name: string, row: Row) => lineOf({ name, keys: [] } as unknown as Section, row)
  expect(line('telephone.choice', { menu: 'topic', key: '2', name: '企业', queue: 'expert' })).toEqual({ code: '2', title: '企业', more: 'topic → 专家' })
  expect(line('telephone.announcement', { name: 'hold', language: 'ja', file: 'hold.wav' })).toEqual({ code: 'ja', title: 'hold', more: 'hold.wav' })
  expect(line('telephone.opening', { schedule: 'day', days: ['workday'], start: '09:00' }).more).toBe('工作日 09:00–24:00')
  expect(line('telephone.opening', { schedule: 'day', days: ['holiday'], closed: true }).more).toBe('放假 不服务')
})
