import { describe, expect, it } from 'vitest'
import type { CaseView, Happening } from '@/api/types'
import { blankVerdict, lastQuestion, openQuestion, questionsOf } from '@/cases/callback/answers'
import { earlierReplies, lastAnswer, roundFacts, type RoundFacts } from '@/cases/page/answers'
import { compared, differs, rowsOf } from '@/cases/review/compare'

describe('what is asked on the telephone', () => {
  it('asks outcome, then satisfaction, and nobody who is content for a reason', () => {
    const said = blankVerdict()
    expect(openQuestion(said)).toBe('outcome')
    said.outcome = 'solved'
    expect(openQuestion(said)).toBe('satisfaction')
    said.satisfaction = 'neutral'
    expect(openQuestion(said)).toBeUndefined()
    expect(lastQuestion(said)).toBe('satisfaction')
  })

  it.each([
    ['unsolved', 'satisfied'],
    ['solved', 'dissatisfied'],
  ])('asks why when it is %s and %s', (outcome, satisfaction) => {
    expect(questionsOf({ ...blankVerdict(), outcome, satisfaction })).toContain('reason')
  })
})

const at = (minute: number) => `2026-11-23T01:${String(minute).padStart(2, '0')}:00Z`
const happened = (minute: number, kind: string, round: number, data: Record<string, unknown>, text: string | null = null): Happening => ({
  position: minute,
  at: at(minute),
  kind,
  actor: kind.startsWith('order') ? '赵强' : '沈佳',
  actor_kind: 'staff',
  order_id: null,
  text,
  data,
  round,
})
const reply = (minute: number, round: number, outcome: string, text: string) =>
  happened(minute, 'order.moved', round, { move: 'reply', role: 'lead', outcome }, text)

const history = [
  reply(1, 1, 'solved', '第一次答复'),
  happened(2, 'case.moved', 1, { move: 'fail_check', facts_: { reasons: ['evidence'] } }, '请附照片'),
  reply(3, 1, 'solved', '补了照片'),
  happened(4, 'callback.answered', 1, { outcome: 'unsolved', satisfaction: 'dissatisfied', reason: 'too_slow' }),
  reply(5, 2, 'explained', '第二轮答复'),
  happened(6, 'callback.answered', 2, { outcome: 'unsolved', satisfaction: 'dissatisfied', reason: 'manner' }),
]
const view = {
  case: { round: 2 },
  history,
  orders: [
    { id: 'a', unit: 'street', role: 'lead', round: 1 },
    { id: 'b', unit: 'street', role: 'lead', round: 2 },
  ],
  clocks: [{ id: 'k', kind: 'close', order_id: 'b', state: 'late', due_at: at(4), started_at: at(1) }],
  attachments: [{ id: 'p', order_id: 'b', kind: 'photo' }],
} as unknown as CaseView

describe('rounds beside each other', () => {
  const facts: RoundFacts[] = compared(roundFacts(view))

  it('gives each round its own evidence, times and voices', () => {
    expect(facts.map((one) => [one.evidence.length, one.clocks.length, one.round.citizen?.reason])).toEqual([
      [0, 0, 'too_slow'],
      [1, 1, 'manner'],
    ])
  })

  it('marks what changed and nothing that did not', () => {
    expect(['claimed', 'reason', 'evidence'].map((row) => differs(row as 'reason', facts))).toEqual([true, true, true])
    expect(['unit', 'outcome', 'satisfaction', 'did'].map((row) => differs(row as 'did', facts))).toEqual([false, false, false, false])
    expect(differs('reason', facts.slice(1))).toBe(false)
  })

  it('leaves out rows about which no round says anything', () => {
    expect(rowsOf(facts)).toContain('check')
    expect(rowsOf(facts)).not.toContain('found')
  })
})

describe('replies', () => {
  it('reads the last one aloud', () => {
    expect(lastAnswer(view).voice?.words).toBe('第二轮答复')
  })

  it('shows the earlier ones, latest first, with why they went back', () => {
    expect(earlierReplies(view).map((one) => [one.reply.text, one.sentBack?.text])).toEqual([
      ['补了照片', undefined],
      ['第一次答复', '请附照片'],
    ])
  })
})
