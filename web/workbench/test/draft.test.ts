import { beforeEach, describe, expect, test } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { draftsOf, forgetConfidential, placeOf, useConfidentialDrafts, useDraft } from '@/kernel/draft'

const kept = () => Object.keys(localStorage).filter((key) => key.startsWith('lianxin.')).sort()

async function written(name: string, confidential: boolean): Promise<void> {
  const scope = effectScope()
  scope.run(() => {
    const holds = ref(confidential)
    useConfidentialDrafts(() => holds.value)
    useDraft(() => name, () => ({ words: '' })).fields.words = '举报人说'
  })
  await nextTick()
  scope.stop()
}

beforeEach(() => {
  localStorage.clear()
  draftsOf('me')
})

describe('a draft beside a confidential case', () => {
  test('leaves the browser with the sign-out, and an ordinary one stays', async () => {
    await written('plain', false)
    await written('secret', true)
    expect(kept()).toHaveLength(3)
    forgetConfidential()
    expect(kept()).toEqual([placeOf('plain', 'me')])
  })

  test('is there again for the same person, and gone when another signs in', async () => {
    await written('secret', true)
    draftsOf('me')
    expect(kept()).toContain(placeOf('secret', 'me'))
    draftsOf('other')
    expect(kept()).toEqual([])
  })
})
