import { describe, expect, test, vi } from 'vitest'
import type { Unit } from '@/api/types'
import { cellsOf, csvOf, readPasted, textOf } from '@/admin/people/pasted'
import { api } from '@/api/client'
import { desks } from '@/cases/desks'
import { opensNumbers, signInAs, takesCalls } from '@/people/session'
import { ROLES } from '@/people/words'

const unit = (code: string, name: string, name_en: string | null = null) => ({ code, name, name_en, kind: 'street', parent: null }) as unknown as Unit
const UNITS = [unit('pd-wf', '潍坊新村街道办事处', 'Weifang Xincun'), unit('a-team', '城管中队'), unit('b-team', '城管中队')]

const read = (text: string) => readPasted(text, ROLES, UNITS)
const wrongs = (text: string) => read(text).map((one) => one.wrong?.what)

describe('a list of people as an office keeps it', () => {
  test('is read line by line, with roles by name and units by name or code', () => {
    const [head, next] = read('工号\t姓名\t岗位\t单位\n3012\t赵强\t承办人\t潍坊新村街道\n\n3013\tQian Li\tchecker/Unit handler\tpd-wf')
    expect(head).toMatchObject({ line: 2, wrong: undefined, fields: { login: '3012', name: '赵强', roles: ['unit_handler'], unit: 'pd-wf' } })
    expect(next).toMatchObject({ line: 4, wrong: undefined, fields: { roles: ['checker', 'unit_handler'], unit: 'pd-wf' } })
  })

  test.each([
    ['3012\t赵强', ['columns']],
    ['3012\t赵强\t店小二\t潍坊新村街道', ['role']],
    ['3012\t赵强\t承办人\t没有的单位', ['unit']],
    ['3012\t赵强\t承办人\t城管中队', ['several']],
    ['3012\t赵强\t承办人', ['needsUnit']],
    ['3012\t赵强\t话务员\n3012\t钱丽\t话务员', [undefined, 'twice']],
    ['3012\t赵强\t话务员\n３０１２\t钱丽\t话务员', [undefined, 'twice']],
    ['3012\t赵强\t承办人\ta-team', [undefined]],
  ])('%j', (text, expected) => {
    expect(wrongs(text)).toEqual(expected)
  })
})

test.each([
  ['3012,赵强,承办人,', ['3012', '赵强', '承办人', '']],
  ['3012，赵强，承办人，pd-wf', ['3012', '赵强', '承办人', 'pd-wf']],
  ['"3012","赵, ""强""",话务员', ['3012', '赵, "强"', '话务员']],
  ['3012,,话务员', ['3012', '', '话务员']],
])('cells of %s', (line, cells) => {
  expect(cellsOf(line)).toEqual(cells)
})

test('a file is read in UTF-8, else as Excel in Chinese saves it', () => {
  expect(textOf(new TextEncoder().encode('赵强').buffer as ArrayBuffer)).toBe('赵强')
  expect(textOf(new Uint8Array([0xd5, 0xd4, 0xc7, 0xbf]).buffer)).toBe('赵强')
})

test('the table of passwords opens in a spreadsheet and runs nothing there', () => {
  expect(csvOf([['工号', '姓名'], ['=1+1', '赵"强']])).toBe('\uFEFF"工号","姓名"\r\n"\'=1+1","赵""强"\r\n')
})

test.each([
  ['operator', true],
  ['volunteer', false],
])('a seat of the role %s has the list of ring-backs and opens numbers: %s', async (role, may) => {
  const viewer = { staff_id: 'me', roles: [role], desks: ['intake'] }
  vi.spyOn(api, 'POST').mockResolvedValue({ data: { viewer }, response: new Response() } as never)
  await signInAs('me')
  expect(takesCalls.value).toBe(true)
  expect([opensNumbers.value, desks.value.some((desk) => desk.code === 'ring_backs')]).toEqual([may, may])
})
