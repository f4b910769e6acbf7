import { mount } from '@vue/test-utils'
import { describe, expect, test } from 'vitest'
import type { CaseCard, Happening, Move } from '@/api/types'
import { stands } from '@/cases/sentences'
import { inOrder, MOVES, nextStep, withKeys } from '@/cases/moves'
import { blankOf, bodyOf, missing } from '@/cases/page/form'
import { sentenceOf } from '@/cases/page/happenings'
import RoundVoices from '@/cases/page/RoundVoices.vue'
import { rounds, tidy } from '@/cases/page/rounds'
import { grouped } from '@/cases/work/groups'
import { pieces } from '@/cases/search/marks'
import { setLocale } from '@/kernel/words'

const card = (facts: Partial<CaseCard>): CaseCard => ({
  id: '1', number: '260624000137', title: 't', status: 'handling', nature: 'complaint', urgency: 'normal', urged: false, expedite: false,
  topic: '', district: '', street: '', lead_unit: 'pudong', return_units: [], round: 1, due_at: null, clock: null, version: 1, opened_at: '2026-06-24T00:00:00Z', waits_for: null, ...facts,
})
const happened = (kind: string, data: Record<string, unknown>, more: Partial<Happening> = {}): Happening => ({
  order_id: null, at: '2026-06-24T08:00:00Z', kind, actor: '周岚', actor_kind: 'staff', text: null, data, round: 1, ...more,
})
const move: Move = {
  move: 'ask_return', about: 'order', order_id: 'o', unit: 'pudong', key: 'b', files: 'demanded',
  fields: [
    { name: 'reason', kind: 'choice', required: true, options: ['duplicate'] },
    { name: 'claim', kind: 'prose', required: true },
    { name: 'proposed_unit', kind: 'unit', required: false },
    { name: 'review_on', kind: 'moment', required: false },
    { name: 'amount', kind: 'count', required: false },
  ],
}

describe('where a case stands', () => {
  test('the sentence names who must act, and the round when it is not the first', () => {
    expect(stands(card({}))).toBe('等pudong答复')
    expect(stands(card({ round: 2 }))).toBe('第 2 轮在办，等pudong答复')
    expect(stands(card({ clock: { kind: 'sign', due_at: '', started_at: null, state: 'running' } }))).toBe('等pudong签收')
    const theirs = { due_at: '', started_at: null, state: 'running', unit: 'xuhui' }
    expect(stands(card({ clock: { kind: 'sign', ...theirs } }))).toBe('等xuhui签收')
    expect(stands(card({ clock: { kind: 'return_decision', ...theirs }, return_units: ['xuhui'] }))).toBe('xuhui申请退单，待审')
    expect(stands(card({ clock: { kind: 'sign', ...theirs }, return_units: ['pudong'] }))).toBe('pudong申请退单，待审')
    setLocale('en')
    expect(stands(card({ status: 'callback_pending' }))).toBe('Waiting for the callback to the citizen')
  })

  test('groups follow the order of the list and never change it', () => {
    const here = { now: Date.parse('2026-06-24T07:20:00Z'), zone: 'Asia/Shanghai', locale: 'en' as const }
    const due = (due_at: string) => card({ clock: { kind: 'close', due_at, started_at: null, state: 'running' } })
    const cards = [due('2026-06-24T06:00:00Z'), due('2026-06-24T09:00:00Z'), due('2026-06-25T03:00:00Z'), due('2026-06-28T03:00:00Z'), due('2026-07-28T03:00:00Z'), card({})]
    expect(grouped(cards, here).map((group) => group.name)).toEqual(['late', 'today', 'tomorrow', 'week', 'later', 'none'])
    expect(grouped(cards, here).flatMap((group) => group.cards)).toEqual(cards)
  })

  test('cases with a danger have a group of their own, and a row that changed in its place stays in the group above', () => {
    const here = { now: Date.parse('2026-06-24T07:20:00Z'), zone: 'Asia/Shanghai', locale: 'en' as const }
    const due = (id: string, due_at: string) => card({ id, clock: { kind: 'close', due_at, started_at: null, state: 'running' } })
    const cards = [due('fire', '2026-06-24T09:00:00Z'), due('late', '2026-06-24T06:00:00Z'), due('sent', '2026-06-28T03:00:00Z'), due('later', '2026-06-24T06:30:00Z')]
    const marks = { dangers: new Set(['fire']), changed: (id: string) => id === 'sent' }
    expect(grouped(cards, here, marks).map(({ name, cards: run }) => [name, run.length])).toEqual([['danger', 1], ['late', 3]])
  })
})

describe('the form of a move', () => {
  test('it begins blank and says what is still missing', () => {
    const values = blankOf(move)
    expect(missing(move, values).map((field) => field.name)).toEqual(['reason', 'claim'])
    expect(missing(move, { ...values, reason: 'duplicate', claim: '  ' }).map((field) => field.name)).toEqual(['claim'])
  })

  test('only what was said is sent, in the shapes the server reads', () => {
    const values = { ...blankOf(move), reason: 'duplicate', claim: ' 不归我们 ', review_on: '2026-06-30T09:00', amount: 3 }
    expect(bodyOf(move, values, 'Asia/Shanghai')).toEqual({
      reason: 'duplicate', claim: '不归我们', review_on: '2026-06-30T01:00:00.000Z', amount: 3,
    })
  })

  test('what moves the case on comes first; what leads out of it is never the next step', () => {
    const some = (...names: string[]) => names.map((name) => ({ ...move, move: name }))
    expect(inOrder(some('withdraw_case', 'urge_case', 'send_case')).map((one) => one.move)).toEqual(['send_case', 'withdraw_case', 'urge_case'])
    expect(nextStep(some('withdraw_case', 'send_case'), ['review_officer'])?.move).toBe('send_case')
    expect(nextStep(some('withdraw_case', 'urge_case'), ['callback_agent'])).toBeUndefined()
    expect(nextStep(some('grant_return', 'refuse_return'), ['return_officer'])).toBeUndefined()
    expect(nextStep(some('record_visit', 'urge_case'), ['supervisor'])?.move).toBe('urge_case')
  })

  test('two moves never share a key, and none takes g', () => {
    const moves = ['u', 'u', null, 'g', 'd'].map((key, at) => ({ ...move, key, order_id: String(at) }))
    const combos = withKeys(moves).map((one) => one.combo)
    expect(combos[0]).toBe('u')
    expect(combos[4]).toBe('d')
    expect(new Set(combos).size).toBe(5)
    expect(combos).not.toContain('g')
  })
})

describe('the history', () => {
  test('words written with a move stand under it, whichever was recorded first', () => {
    const wrote = happened('case.text_written', { text_kind: 'reply' }, { text: '已停工' })
    const replied = happened('order.moved', { move: 'reply', unit: 'pudong', outcome: 'solved' })
    for (const pair of [[wrote, replied], [replied, wrote]]) {
      expect(tidy(pair)).toMatchObject([{ kind: 'order.moved', text: '已停工' }])
    }
  })

  test('words of another moment or hand stay by themselves', () => {
    const replied = happened('order.moved', { move: 'reply', unit: 'pudong' })
    expect(tidy([replied, happened('case.text_written', { text_kind: 'addition' }, { text: '又开工了', actor: 'citizen' })])).toHaveLength(2)
    expect(tidy([replied, happened('case.text_written', { text_kind: 'note' }, { text: '记', at: '2026-06-24T09:00:00Z' })])).toHaveLength(2)
  })

  test('rounds are chapters; a redo is the verdict on the round before', () => {
    const chapters = rounds([
      happened('order.moved', { move: 'reply', outcome: 'solved' }, { text: '办好了', at: '1' }),
      happened('callback.answered', { outcome: 'unsolved', satisfaction: 'dissatisfied' }, { text: '没有', at: '2' }),
      happened('case.moved', { move: 'redo', before: 'review' }, { text: '没查', round: 2, at: '3' }),
      happened('order.dispatched', { unit: 'pudong', role: 'lead' }, { round: 2, at: '4' }),
    ])
    expect(chapters.map((chapter) => [chapter.number, chapter.entries.length])).toEqual([[1, 3], [2, 1]])
    expect(chapters[0]).toMatchObject({ unit: { outcome: 'solved' }, citizen: { satisfaction: 'dissatisfied' }, review: { verdict: 'redo', words: '没查' } })
    const voices = mount(RoundVoices, { props: { round: chapters[0] as (typeof chapters)[number] } }).text()
    expect(voices).toContain('实际解决')
    expect(voices).toContain('未解决 · 不满意')
    expect(voices).toContain('未解决，重办')
  })

  test('events are said as sentences in both languages, unknown ones by their kind', () => {
    const refused = happened('order.moved', { move: 'refuse_return', unit: 'pudong' })
    expect(sentenceOf(refused)).toBe('驳回pudong退单')
    setLocale('en')
    expect(sentenceOf(refused)).toBe('The return by pudong was refused')
    expect(sentenceOf(happened('case.unheard_of', {}))).toBe('case.unheard_of')
  })

  test('a record that was decided is told by how, not as it began', () => {
    const told = (record: string, status: string) => sentenceOf(happened('case.side_recorded', { record, status, data: {} }))
    expect(told('supervision', 'open')).not.toBe(told('supervision', 'done'))
    expect(told('refusal', 'overturned')).toContain('改为受理')
    expect(told('refusal', 'objected')).toContain('异议')
    expect(told('withdrawal', 'confirmed')).not.toContain('等')
    expect(new Set(['asked', 'refused', 'answered'].map((status) => told('proposal', status))).size).toBe(3)
    const stages = ['found', 'checked', 'passed_on', 'supervised', 'advised', 'closed']
    expect(new Set(stages.map((stage) => told('media_case', stage))).size).toBe(stages.length)
    expect(told('media_case', 'checked')).toBe('媒体关注：核实')
  })

  test('every move has a name in both languages', () => {
    for (const [zh, en] of Object.values(MOVES)) expect([zh, en].every((name) => name.length > 0)).toBe(true)
  })
})

test('a snippet is cut at its marks, overlapping ones joined', () => {
  expect(pieces({ text: '夜间施工打桩', marks: [[2, 4], [3, 6]], cut: false })).toEqual([
    { text: '夜间', hit: false },
    { text: '施工', hit: true },
    { text: '打桩', hit: true },
  ])
})
