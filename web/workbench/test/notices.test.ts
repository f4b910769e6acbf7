import { beforeEach, describe, expect, test } from 'vitest'
import type { CaseCard, FeedEvent, Viewer } from '@/api/types'
import { forgetNotices, noticeOf, notices, openNotices, pathOf, seeNotices, tellNotice, unseen } from '@/frame/notices'

const viewer = { staff_id: 'me', desks: ['unit'], roles: ['unit_handler'] } as unknown as Viewer
const card = { number: '1', title: '噪音', urgency: 'normal' } as CaseCard
const event = (more: Partial<FeedEvent>): FeedEvent => ({ position: 7, kind: 'case.side_recorded', at: '2026-06-24T00:00:00Z', case_id: 'c', card, desks: ['all', 'unit'], data: { record: 'urge' }, actor: 'staff:other', ...more }) as FeedEvent

describe('a notice', () => {
  test('is given to the unit whose case is urged, not to whoever urged it', () => {
    expect(noticeOf(event({}), viewer)?.what).toBe('urged')
    expect(noticeOf(event({ actor: 'staff:me' }), viewer)).toBeUndefined()
  })

  test('tells of a supervision that began, not of one that ended', () => {
    const supervision = (status: string) => noticeOf(event({ data: { record: 'supervision', status } }), viewer)?.what
    expect(['open', 'done', 'asked', 'taken'].map(supervision)).toEqual(['supervised', undefined, undefined, undefined])
  })

  test('is not given for a case that lies on no desk of mine', () => {
    expect(noticeOf(event({ desks: ['all'] }), viewer)).toBeUndefined()
    expect(noticeOf(event({ desks: ['all', 'check'] }), viewer)).toBeUndefined()
  })

  test('tells of a new order only when it is critical', () => {
    const order = event({ kind: 'order.dispatched', data: { unit: 'pudong' } })
    expect(noticeOf(order, viewer)).toBeUndefined()
    expect(noticeOf({ ...order, card: { ...card, urgency: 'critical' } }, viewer)?.what).toBe('critical')
  })

  test('tells a shift lead of a reported danger, whatever desks they have', () => {
    const danger = event({ data: { record: 'danger', status: 'found' }, desks: ['all'] })
    const lead = { staff_id: 'me', desks: ['confirm'], roles: ['shift_lead'] } as unknown as Viewer
    expect(noticeOf(danger, lead)?.what).toBe('danger')
    expect(noticeOf(danger, viewer)).toBeUndefined()
  })

  test('is not given when the case may no longer be seen', () => {
    expect(noticeOf(event({ card: null }), viewer)).toBeUndefined()
  })
})

describe('an alarm about a colleague', () => {
  const alarm = event({ kind: 'people.looks_alarmed', card: null, case_id: null, desks: [], data: { by: 'staff:other', limit: 30 } })

  test.each(['codes-city', 'sends-city'])('tells of a budget of the city: %s', (budget) => {
    const used = event({ kind: 'people.budget_used_up', card: null, case_id: null, desks: [], data: { budget, most: 500 } })
    expect(noticeOf(used, viewer)?.what).toBe(budget)
  })

  test('needs no case and leads to the looks', () => {
    const notice = noticeOf(alarm, viewer)
    expect(notice?.what).toBe('looks')
    expect(notice && pathOf(notice)).toBe('/looks')
    expect(noticeOf({ ...alarm, actor: 'staff:me' }, viewer)).toBeUndefined()
  })
})

describe('the bell', () => {
  beforeEach(() => localStorage.clear())

  test('counts what was not seen, each event once, and remembers in this browser', () => {
    openNotices(viewer)
    const notice = noticeOf(event({}), viewer)
    if (!notice) throw new Error('no notice')
    tellNotice(notice)
    tellNotice(notice)
    expect([notices.value.length, unseen.value]).toEqual([1, 1])
    seeNotices()
    openNotices(viewer)
    expect([notices.value.length, unseen.value]).toEqual([1, 0])
  })

  test('keeps no title in this browser, and nothing after a sign-out or for another person', () => {
    const notice = noticeOf(event({}), viewer)
    if (!notice) throw new Error('no notice')
    openNotices(viewer)
    tellNotice(notice)
    const stored = () => Object.entries({ ...localStorage }).filter(([key]) => key.startsWith('lianxin.notices'))
    expect(JSON.stringify(stored())).not.toContain('噪音')
    expect(stored()).toHaveLength(1)
    openNotices({ ...viewer, staff_id: 'other' })
    expect([stored(), notices.value]).toEqual([[], []])
    tellNotice(notice)
    forgetNotices()
    expect([stored(), notices.value]).toEqual([[], []])
  })
})
