import { mount } from '@vue/test-utils'
import { describe, expect, test } from 'vitest'
import { setCityClock } from '@/kernel/clock'
import { dueWords } from '@/kernel/due'
import DueClock from '@/kernel/ui/DueClock.vue'

const here = { now: Date.parse('2026-06-24T15:20:00+08:00'), zone: 'Asia/Shanghai', locale: 'zh-CN' as const }
const clock = (due_at: string, started_at: string | null, state = 'running', ended_at: string | null = null) => ({ due_at, started_at, state, ended_at })

describe('one clock says one thing', () => {
  test('it runs while more than a quarter of its limit is left', () => {
    expect(dueWords(clock('2026-06-24T18:00:00+08:00', '2026-06-24T12:00:00+08:00'), here)).toMatchObject({ tone: 'running', left: '还剩 2 小时 40 分' })
  })

  test('it is soon in the last quarter', () => {
    expect(dueWords(clock('2026-06-24T17:30:00+08:00', '2026-06-22T17:30:00+08:00'), here)).toMatchObject({ tone: 'soon', left: '还剩 2 小时 10 分' })
  })

  test('it is late after its due time', () => {
    expect(dueWords(clock('2026-06-24T14:40:00+08:00', null), here)).toMatchObject({ tone: 'late', left: '超时 40 分', spent: 1 })
  })

  test('met early tells how early, met late stays late', () => {
    const due = '2026-06-22T10:40:00+08:00'
    expect(dueWords(clock(due, null, 'met', '2026-06-22T09:06:00+08:00'), here)).toMatchObject({ tone: 'met', left: '早 1 小时 34 分' })
    expect(dueWords(clock(due, null, 'late', '2026-06-22T11:10:00+08:00'), here)).toMatchObject({ tone: 'late', left: '晚 30 分' })
  })

  test('a paused clock counts nothing down', () => {
    expect(dueWords(clock('2026-06-24T14:40:00+08:00', null, 'paused'), here)).toMatchObject({ tone: 'paused', left: '已暂停' })
  })

  test('the exact instant is there for hover and for screen readers', () => {
    setCityClock('2026-06-24T15:20:00+08:00', 0, 'Asia/Shanghai') // stands still, however slow the machine is
    const wrapper = mount(DueClock, { props: { clock: clock('2026-06-24T17:30:00+08:00', '2026-06-22T17:30:00+08:00') } })
    expect(wrapper.attributes('title')).toContain('2026年6月24日 周三 17:30')
    expect(wrapper.find('.sr').text()).toBe('2026年6月24日 周三 17:30')
    expect(wrapper.text()).toContain('还剩 2 小时 10 分')
  })
})
