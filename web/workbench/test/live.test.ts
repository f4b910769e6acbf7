import { effectScope, nextTick, ref, shallowRef } from 'vue'
import { describe, expect, test } from 'vitest'
import type { CaseCard, FeedEvent } from '@/api/types'
import { useLiveRows } from '@/cases/work/useWork'
import { draftsOf, useDraft } from '@/kernel/draft'

const card = (id: string, version = 1, title = id): CaseCard => ({ id, number: id, version, title }) as CaseCard
const event = (card: CaseCard, desks: string[]): FeedEvent => ({ position: 1, kind: 'case.moved', at: '', actor: '', data: {}, case_id: card.id, card, desks })

function rows() {
  const cards = shallowRef([card('a'), card('b', 3)])
  return { cards, ...useLiveRows('check', cards) }
}

describe('rows while people work', () => {
  test('a change shows in its row, and no row moves', () => {
    const { cards, lay, touched } = rows()
    lay(event(card('b', 4, 'renamed'), ['check']))
    expect(cards.value.map((one) => one.title)).toEqual(['a', 'renamed'])
    expect(touched.value.has('b')).toBe(true)
  })

  test('an older card never overwrites a newer one', () => {
    const { cards, lay } = rows()
    lay(event(card('b', 2, 'old'), ['check']))
    expect(cards.value[1]?.title).toBe('b')
  })

  test('what leaves the desk is marked and stays in its place; it may come back', () => {
    const { cards, gone, lay } = rows()
    lay(event(card('a', 2), ['callback']))
    expect([...gone.value]).toEqual(['a'])
    expect(cards.value).toHaveLength(2)
    lay(event(card('a', 3), ['check']))
    expect(gone.value.size).toBe(0)
  })

  test('a case that may no longer be seen is marked, its card kept', () => {
    const { cards, gone, lay } = rows()
    lay({ ...event(card('a', 9), []), card: null })
    expect(gone.value.has('a')).toBe(true)
    expect(cards.value[0]?.version).toBe(1)
  })

  test('arrivals are counted once each, and forgotten when they leave or are shown', () => {
    const { cards, arrivals, forget, lay } = rows()
    for (let n = 0; n < 300; n++) lay(event(card(`new${n % 5}`, n), ['check']))
    expect(arrivals.value).toBe(5)
    expect(cards.value).toHaveLength(2)
    lay(event(card('new0', 301), ['callback']))
    expect(arrivals.value).toBe(4)
    lay(event(card('elsewhere'), ['dispatch']))
    expect(arrivals.value).toBe(4)
    forget()
    expect(arrivals.value).toBe(0)
  })

  test('what time alone brought or took away shows at the next look, and no row moves', () => {
    const { cards, arrivals, gone, compare } = rows()
    compare([card('b', 3), card('due-now')], true)
    expect([arrivals.value, [...gone.value]]).toEqual([1, ['a']])
    compare([card('a'), card('b', 3)], true)
    expect([arrivals.value, gone.value.size]).toEqual([0, 0])
    expect(cards.value.map((one) => one.id)).toEqual(['a', 'b'])
  })

  test('a look at the beginning of a long list says nothing of the rest', () => {
    const { gone, compare } = rows()
    compare([card('a')], false)
    expect(gone.value.size).toBe(0)
  })
})

describe('a draft', () => {
  const blank = () => ({ words: '' })

  test('is there again after the page was closed, and gone once it was sent', async () => {
    const first = effectScope()
    first.run(() => (useDraft(() => 'one', blank).fields.words = '写到一半'))
    await nextTick()
    first.stop()
    const again = effectScope().run(() => useDraft(() => 'one', blank))
    expect(again?.fields.words).toBe('写到一半')
    again?.clear()
    await nextTick()
    expect(Object.keys(localStorage).filter((key) => key.endsWith('.one'))).toEqual([])
  })

  test('of another case is another draft', async () => {
    const name = ref('one')
    const draft = effectScope().run(() => useDraft(() => name.value, blank))
    if (draft) draft.fields.words = 'for one'
    await nextTick()
    name.value = 'two'
    await nextTick()
    expect(draft?.fields.words).toBe('')
    name.value = 'one'
    await nextTick()
    expect(draft?.fields.words).toBe('for one')
  })

  test('of another person is another draft, also on a page that was open before', async () => {
    draftsOf('first')
    const open = effectScope().run(() => useDraft(() => 'one', blank))
    draftsOf('second')
    if (open) open.fields.words = 'of the first'
    await nextTick()
    expect(effectScope().run(() => useDraft(() => 'one', blank))?.fields.words).toBe('')
    draftsOf('first')
    expect(effectScope().run(() => useDraft(() => 'one', blank))?.fields.words).toBe('of the first')
    draftsOf('')
  })

  test('goes when it was sent; the one that came in hand meanwhile stays', async () => {
    const name = ref('one')
    const draft = effectScope().run(() => useDraft(() => name.value, blank)) ?? expect.unreachable()
    draft.fields.words = 'for one'
    await nextTick()
    name.value = 'two'
    await nextTick()
    draft.fields.words = 'for two'
    draft.clear('one')
    await nextTick()
    expect([draft.fields.words, draft.isKept()]).toEqual(['for two', true])
    name.value = 'one'
    await nextTick()
    expect(draft.fields.words).toBe('')
  })
})
