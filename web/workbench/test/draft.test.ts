import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import type * as Drafts from '@/kernel/draft'

const blank = () => ({ words: '' })
const kept = () => Object.keys(localStorage).filter((key) => key.startsWith('lianxin.')).sort()

/** A copy of its own, which no page of another test can write into. */
let drafts: typeof Drafts

let scope = effectScope()
function open(name: string) {
  scope.stop()
  scope = effectScope()
  return scope.run(() => drafts.useDraft(() => name, blank)) ?? expect.unreachable()
}

/** Writes a draft; the case beside it turns out to be confidential before or after that. */
async function written(name: string, ...confidential: boolean[]): Promise<void> {
  scope.stop()
  scope = effectScope()
  const holds = ref(confidential[0] ?? false)
  scope.run(() => {
    drafts.useConfidentialDrafts(() => holds.value)
    drafts.useDraft(() => name, blank).fields.words = '举报人说'
  })
  for (const next of confidential) {
    holds.value = next
    await nextTick()
  }
  scope.stop()
}

beforeEach(async () => {
  vi.resetModules()
  drafts = await import('@/kernel/draft')
  localStorage.clear()
  drafts.draftsOf('me')
  drafts.forgetConfidential()
})

afterEach(() => {
  scope.stop()
  drafts.forgetConfidential() // its copy of the module still hears the window
})

describe('a draft beside a confidential case', () => {
  test('is never stored, and an ordinary one is', async () => {
    await written('plain', false)
    await written('secret', true)
    expect(kept()).toEqual([drafts.placeOf('plain', 'me')])
    expect(Object.values(localStorage).join()).toContain('举报人说')
  })

  test('leaves the storage when the case becomes confidential', async () => {
    await written('secret', false, true)
    expect(kept()).toEqual([])
    expect(open('secret').fields.words).toBe('举报人说')
  })

  test('is there again in its tab, and gone after the sign-out or for another person', async () => {
    await written('secret', true)
    drafts.draftsOf('me')
    const again = open('secret')
    expect([again.fields.words, again.isKept()]).toEqual(['举报人说', true])
    drafts.draftsOf('other')
    drafts.draftsOf('me')
    expect(open('secret').fields.words).toBe('')
    await written('secret', true)
    drafts.forgetConfidential()
    expect(open('secret').fields.words).toBe('')
  })

  test('holds the tab until it was sent', async () => {
    const objections = () => {
      const event = new Event('beforeunload', { cancelable: true })
      const held = vi.spyOn(event, 'preventDefault')
      dispatchEvent(event)
      return held.mock.calls.length
    }
    const others = objections()
    await written('secret', true)
    expect(objections()).toBe(others + 1)
    open('secret').clear()
    expect(objections()).toBe(others)
  })

  test('that an earlier version stored is deleted at the sign-in', () => {
    localStorage.setItem(drafts.placeOf('old', 'me'), '{"words":"举报人说"}')
    localStorage.setItem('lianxin.confidential', JSON.stringify([drafts.placeOf('old', 'me')]))
    drafts.draftsOf('me')
    expect(kept()).toEqual([])
  })
})
