import { describe, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import type { CaseCard } from '@/api/types'
import { begin, dismiss, done, goAhead, last, missed, secondsLeft, undo, UNDO_SECONDS, waiting } from '@/cases/work/bulk'
import { fits, readFilter, writeFilter } from '@/cases/work/filters'
import { useSelection } from '@/cases/work/selection'
import { Problem } from '@/kernel/problem'
import * as cases from '@/cases/api'

const card = (number: string, more: Partial<CaseCard> = {}): CaseCard => ({ id: number, number, version: 3, topic: '01.02.03', urgency: 'normal', ...more }) as CaseCard

describe('a filter', () => {
  test('reads back as it was written, and leaves out what it does not know', () => {
    const text = 'urgency:critical|urgent,district:310115,street:310115004'
    expect(writeFilter(readFilter(text))).toBe(text)
    expect(readFilter('colour:red,urgency:,flag:late')).toEqual({ flag: ['late'] })
    expect(writeFilter({ urgency: [] })).toBe('')
  })

  test('an arriving case is counted when it may be one of those asked for', () => {
    expect(fits(card('1'), readFilter('topic:01'))).toBe(true)
    expect(fits(card('1'), readFilter('topic:02'))).toBe(false)
    expect(fits(card('1'), readFilter('urgency:critical|normal,unit:pudong'))).toBe(true)
    expect(fits(card('1'), readFilter('urgency:critical'))).toBe(false)
    expect(fits(card('1', { street: '310115004' }), readFilter('street:310115004'))).toBe(true)
    expect(fits(card('1', { street: '310115005' }), readFilter('street:310115004'))).toBe(false)
  })
})

describe('a selection', () => {
  test('all chooses what is shown, and again nothing; what left the list is not chosen', () => {
    const cards = ref([card('1'), card('2')])
    const selection = useSelection(cards)
    selection.toggle('1')
    selection.all()
    expect(selection.cards.value).toHaveLength(2)
    cards.value = [card('2')]
    expect(selection.cards.value.map((one) => one.number)).toEqual(['2'])
    selection.all()
    expect(selection.cards.value).toHaveLength(0)
  })
})

describe('one move on many cases', () => {
  const many = { move: 'urge_case', body: { words: '请今天办' }, cards: [card('1'), card('2'), card('3')] }

  test('undo within the time means that nothing was ever sent', async () => {
    vi.useFakeTimers()
    const sent = vi.spyOn(cases, 'moveCase').mockResolvedValue({} as never)
    const onGoing = vi.fn()
    begin({ ...many, onGoing })
    await vi.advanceTimersByTimeAsync((UNDO_SECONDS - 1) * 1000)
    expect(secondsLeft.value).toBe(1)
    undo()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).not.toHaveBeenCalled()
    expect(onGoing).not.toHaveBeenCalled()
    expect(waiting.value).toBeUndefined()
    vi.useRealTimers()
  })

  test('each case is moved once with its own version; what is refused is told, the others go on', async () => {
    const sent = vi.spyOn(cases, 'moveCase').mockClear().mockImplementation((number) => (number === '2' ? Promise.reject(new Problem(412, {})) : Promise.resolve({} as never)))
    const onGoing = vi.fn()
    begin({ ...many, onGoing })
    await goAhead()
    expect(onGoing).toHaveBeenCalledOnce()
    expect(sent.mock.calls.map(([number, move, , version]) => [number, move, version])).toEqual([['1', 'urge_case', 3], ['2', 'urge_case', 3], ['3', 'urge_case', 3]])
    expect([done.value, missed.value.map((one) => one.card.number)]).toEqual([3, ['2']])
    dismiss()
    expect([last.value, missed.value]).toEqual([undefined, []])
  })
})
