import { effectScope, nextTick } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Problem } from '@/kernel/problem'
import * as cases from '@/cases/api'
import { begin, newForm } from '@/cases/intake/desk'
import { bodyOf } from '@/cases/intake/fields'
import { sendForm } from '@/cases/intake/sending'
import { useOpenCalls } from '@/cases/intake/useOpenCalls'
import { draftsOf } from '@/kernel/draft'

const scopes: (() => void)[] = []
beforeEach(() => draftsOf('limin'))
afterEach(() => {
  scopes.splice(0).forEach((stop) => stop())
  draftsOf('')
})

function tab() {
  const scope = effectScope()
  scopes.push(() => scope.stop())
  return scope.run(() => useOpenCalls()) ?? expect.unreachable()
}

/** A browser tells every other tab; here the listeners of all tabs hear it, and nothing comes of one's own. */
async function told(act: () => void): Promise<void> {
  const before = { ...localStorage } as Record<string, string>
  act()
  await nextTick()
  const after = { ...localStorage } as Record<string, string>
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (before[key] !== after[key]) dispatchEvent(Object.assign(new Event('storage'), { key, newValue: after[key] ?? null }))
  }
  await nextTick()
}

function type(desk: ReturnType<typeof useOpenCalls>, words: string): void {
  begin(desk.call.value)
  desk.fields.value.words = words
}
const words = (desk: ReturnType<typeof useOpenCalls>) => desk.open.calls.map((call) => call.forms[0]?.fields.words)

describe('the calls that are open in a browser', () => {
  test('two tabs keep both their calls, and each shows the other’s', async () => {
    const one = tab()
    const other = tab()
    await told(() => type(one, '路灯'))
    await told(() => other.another())
    await told(() => type(other, '摆摊'))
    await told(() => type(one, '路灯不亮'))
    expect(words(other)).toEqual(expect.arrayContaining(['路灯不亮', '摆摊']))
    expect(one.fields.value.words).toBe('路灯不亮')
    expect(words(tab()).sort()).toEqual(['摆摊', '路灯不亮'])
  })

  test('a confidential form leaves nothing in the browser, and the browser asks before it is lost', async () => {
    const one = tab()
    const closing = (): boolean => {
      const event = new Event('beforeunload', { cancelable: true })
      dispatchEvent(event)
      return event.defaultPrevented
    }
    await told(() => type(one, '举报城管收钱'))
    expect(JSON.stringify(localStorage)).toContain('举报城管收钱')
    expect(closing()).toBe(false)
    await told(() => (one.fields.value.nature = 'tip_off'))
    expect(JSON.stringify(localStorage)).not.toContain('举报城管收钱')
    expect(one.fields.value.words).toBe('举报城管收钱')
    expect(closing()).toBe(true)
    await told(() => (one.fields.value.nature = 'complaint'))
    expect(JSON.stringify(localStorage)).toContain('举报城管收钱')
    await told(() => (one.fields.value.confidential = true))
    expect(JSON.stringify(localStorage)).not.toContain('举报城管收钱')
    expect(words(tab())).not.toContain('举报城管收钱')
  })

  test('a call that is over in one tab is over in the other', async () => {
    const one = tab()
    await told(() => type(one, '路灯'))
    const other = tab()
    expect(other.fields.value.words).toBe('路灯')
    await told(() => one.leave())
    expect(words(other)).toEqual([''])
    expect(words(tab())).toEqual([''])
  })

  test('a request on its way finds its form after the other tab wrote to the call', async () => {
    const one = tab()
    await told(() => type(one, '路灯'))
    const other = tab()
    const form = one.form.value
    await told(() => type(other, '路灯不亮'))
    expect(one.form.value).toBe(form)
    expect(form.fields.words).toBe('路灯不亮')
  })

  test('an empty form in hand is an empty form when the page is loaded again', async () => {
    const one = tab()
    await told(() => type(one, '路灯'))
    await told(() => one.another())
    const again = tab()
    expect([again.fields.value.words, again.open.calls.length]).toEqual(['', 2])
  })

  test('are another’s when somebody else signs in', async () => {
    await told(() => type(tab(), '路灯'))
    draftsOf('xujie')
    expect(words(tab())).toEqual([''])
  })
})

describe('a form is sent under its own id', () => {
  const opened = { number: '1' } as never
  const lost = () => Promise.reject(new Problem(0))
  const taken = () => Promise.reject(new Problem(409, { code: 'web.key_reused' }))
  const body = (words: string, form_time: number | null = null) => bodyOf({ ...newForm().fields, words }, 'send', 'Asia/Shanghai', { call_id: null, split_from: '', form_time })

  test('and what was not answered is asked again to the letter, whatever time has passed', async () => {
    const send = vi.spyOn(cases, 'openCase').mockClear().mockImplementationOnce(lost).mockResolvedValueOnce(opened)
    const form = newForm()
    await expect(sendForm(form, body('路灯', 3))).rejects.toBeInstanceOf(Problem)
    const restored = JSON.parse(JSON.stringify(form)) as typeof form
    expect(await sendForm(restored, body('路灯', 90))).toEqual({ answer: opened, changed: false })
    expect(send.mock.calls.map(([told, id]) => [told.form_time, id])).toEqual([[3, form.id], [3, form.id]])
    expect(restored.unanswered).toEqual([])
  })

  test('changed words are sent when the first never arrived; else its case stands, and it is said', async () => {
    const send = vi.spyOn(cases, 'openCase').mockClear().mockImplementationOnce(lost).mockImplementationOnce(taken).mockResolvedValueOnce(opened)
    const form = newForm()
    await expect(sendForm(form, body('路灯'))).rejects.toBeInstanceOf(Problem)
    expect(await sendForm(form, body('路灯不亮'))).toEqual({ answer: opened, changed: true })
    expect(send.mock.calls.map(([told]) => told.words)).toEqual(['路灯', '路灯不亮', '路灯'])
  })

  test('what was refused is asked no more', async () => {
    vi.spyOn(cases, 'openCase').mockClear().mockImplementationOnce(() => Promise.reject(new Problem(422, {})))
    const form = newForm()
    await expect(sendForm(form, body(''))).rejects.toBeInstanceOf(Problem)
    expect(form.unanswered).toEqual([])
  })
})
