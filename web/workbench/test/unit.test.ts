import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { CaseView, Happening, Order } from '@/api/types'
import { answers, hasSubstance, hints, onlyPointsToCourt } from '@/cases/unit/checklist'
import { lastAddition, partsOf, stepsOf } from '@/cases/unit/mine'

const courtExamples = JSON.parse(readFileSync('../../tests/data/court_only.json', 'utf8')) as { text: string; court_only: boolean }[]
const written = { outcome: 'solved', addition: '', evidence: 0, wanted: false }
const lacking = (text: string, more = {}) => hints({ ...written, text, ...more }).filter((one) => !one.ok).map((one) => one.point)

describe('what a good reply says', () => {
  test('what was done, when, and evidence where it was solved', () => {
    expect(lacking('6月22日已到现场清走占道摊位，并约谈摊主。', { evidence: 1 })).toEqual([])
    expect(lacking('已到现场清走占道摊位，并约谈了摊主本人。')).toEqual(['when', 'proof'])
    expect(lacking('6月22日我们知道了。', { outcome: 'explained' })).toContain('did')
  })

  test('“passed on to the department concerned” alone is no answer', () => {
    expect(hasSubstance('您好，您反映的问题已转相关部门处理。')).toBe(false)
    expect(hasSubstance('已反馈给有关部门。')).toBe(false)
    expect(hasSubstance('已转相关部门，我们今天也到现场清走了摊位并约谈摊主。')).toBe(true)
  })

  test.each(courtExamples)('pointing to the courts is no help: $text', ({ text, court_only: expected }) => {
    expect(onlyPointsToCourt(text)).toBe(expected)
  })

  test('what the citizen added is taken up, not just mentioned', () => {
    const addition = '10点40停了一阵，11点半又在敲打桩机。'
    expect(answers('昨晚到场叫停打桩机，11点半那次也查实了，打桩机已封存。', addition)).toBe(true)
    expect(answers('您好，我们已经处理。', addition)).toBe(false)
    expect(hints({ ...written, text: '您好', addition }).map((one) => one.point)).toContain('addition')
  })

  test('a city that wants evidence is told so for every outcome it names', () => {
    expect(lacking('6月22日已上门解释政策，并留下书面说明。', { outcome: 'explained', wanted: true })).toEqual(['proof'])
  })
})

const order = (more: Partial<Order>): Order =>
  ({ id: 'a', unit: 'u', role: 'lead', status: 'in_progress', round: 1, parent_id: null, ...more }) as Order
const text = (text_kind: string, words: string, order_id?: string): Happening =>
  ({ at: '', kind: 'case.text_written', actor: null, text: words, data: { text_kind }, round: 1, order_id }) as Happening

describe('an order in hand', () => {
  test('exactly one step is next until it is replied', () => {
    const states = (more: Partial<Order>, handled = false) => stepsOf(order(more), handled).map((one) => one.state)
    expect(states({ status: 'dispatched' })).toEqual(['now', 'later', 'later', 'later'])
    expect(states({ signed_at: 't' })).toEqual(['done', 'now', 'later', 'later'])
    expect(states({ signed_at: 't', contacted_at: 't' })).toEqual(['done', 'done', 'now', 'later'])
    expect(states({ signed_at: 't', contacted_at: 't' }, true)).toEqual(['done', 'done', 'done', 'now'])
    expect(states({ signed_at: 't', contacted_at: 't', replied_at: 't', status: 'replied' })).toEqual(['done', 'done', 'done', 'done'])
  })

  test('the lead sees what co-units and units below wrote, and who is missing', () => {
    const orders = [
      order({}),
      order({ id: 'b', role: 'co', status: 'replied' }),
      order({ id: 'c', role: 'sub', parent_id: 'a' }),
      order({ id: 'd', role: 'co', status: 'released' }),
    ]
    const view = { orders, history: [text('reply', '我们这边修好了。', 'b')] } as unknown as CaseView
    expect(partsOf(view, orders[0] as Order).map(({ order: one, text: wrote, waits }) => [one.id, wrote, waits])).toEqual([
      ['b', '我们这边修好了。', false],
      ['c', '', true],
    ])
    expect(partsOf(view, orders[1] as Order)).toEqual([])
  })

  test('the citizen’s last words are those to answer', () => {
    const history = [text('words', '一'), text('addition', '二'), text('note', '三'), text('information', '四'), text('reply', '五')]
    expect(lastAddition({ history } as CaseView)?.text).toBe('四')
  })
})
