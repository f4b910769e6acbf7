import { effectScope, nextTick, reactive } from 'vue'
import { describe, expect, test, vi } from 'vitest'
import type { CaseCard, WorkPage } from '@/api/types'

const route = reactive<{ query: Record<string, string | undefined> }>({ query: {} })
vi.mock('vue-router', () => ({
  useRoute: () => route,
  useRouter: () => ({ replace: (to: { query: typeof route.query }) => Promise.resolve((route.query = to.query)) }),
}))

const { useDesk } = await import('@/cases/desk/useDesk')
const card = (number: string): CaseCard => ({ id: number, number, version: 1 }) as CaseCard
const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await nextTick()
}

async function desk(...lists: string[][]) {
  route.query = {}
  let read = 0
  const fetch = (): Promise<WorkPage> => {
    const numbers = lists[Math.min(read++, lists.length - 1)] ?? []
    return Promise.resolve({ items: numbers.map(card), next_cursor: null, position: read })
  }
  const here = effectScope().run(() => useDesk('callback', { part: { key: () => '', fetch } }))
  await settled()
  return here ?? expect.unreachable()
}

describe('the next case at a desk', () => {
  test('is the one below, then those above', async () => {
    const { chosen, choose, goOn } = await desk(['a', 'b', 'c'])
    choose('b')
    goOn()
    expect(chosen.value).toBe('c')
    goOn()
    expect(chosen.value).toBe('a')
  })

  test('is never one that was dealt with, even while its row still stands there', async () => {
    const { chosen, cards, goOn } = await desk(['a', 'b'], [])
    goOn()
    expect(chosen.value).toBe('b')
    goOn()
    await settled()
    expect([chosen.value, cards.value]).toEqual([undefined, []])
  })

  test('may be one that was dealt with and lies here again when the list is read anew', async () => {
    const { chosen, goOn } = await desk(['a', 'b'], ['a'])
    goOn()
    goOn()
    await settled()
    expect(chosen.value).toBe('a')
    goOn()
    await settled()
    expect(chosen.value).toBe('a')
  })
})
