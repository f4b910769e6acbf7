import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
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
