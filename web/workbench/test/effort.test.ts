import { effectScope, nextTick, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { carry } from '@/api/carry'
import { takeEffort, useEffort } from '@/kernel/effort'

const CASE = 'http://x/api/cases/2606010000017/urge_case'
const ORDER = 'http://x/api/orders/0197-a/reply_order'
const key = (name: string, on: EventTarget = document.body, more: KeyboardEventInit = {}) =>
  on.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, ...more }))
const click = (detail = 1) => document.body.dispatchEvent(new MouseEvent('click', { detail, bubbles: true }))

let now = 0
let visible: DocumentVisibilityState = 'visible'
function show(state: DocumentVisibilityState): void {
  visible = state
  document.dispatchEvent(new Event('visibilitychange'))
}

function inHand(number = '2606010000017', orders: string[] = ['0197-a']) {
  const held = ref<string | undefined>(number)
  const scope = effectScope()
  const effort = scope.run(() => useEffort(() => held.value, () => orders))
  return { held, end: () => scope.stop(), reading: () => effort?.reading() }
}

beforeEach(() => {
  now = 0
  visible = 'visible'
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visible)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

describe('effort', () => {
  test('seconds count while the case is in sight', () => {
    const { end, reading } = inHand()
    now = 4000
    show('hidden')
    now = 60_000
    show('visible')
    now = 63_000
    expect(reading()).toEqual({ seconds: 7, presses: 0 })
    end()
  })

  test('clicks and keys count; typing, its corrections and bare modifiers do not', () => {
    const { end, reading } = inHand()
    const field = document.body.appendChild(document.createElement('textarea'))
    click()
    key('j')
    for (const name of ['我', 'a', 'Backspace', 'Enter']) key(name, field)
    key('Shift')
    key('j', document.body, { repeat: true })
    key('Enter', field, { ctrlKey: true })
    click(0)
    expect(reading()?.presses).toBe(3)
    end()
  })

  test('a command on the case or one of its orders tells it, and the next begins anew', () => {
    const { end } = inHand()
    now = 5000
    click()
    const told = takeEffort(ORDER)
    expect(told?.header).toBe('seconds=5;presses=1')
    expect(takeEffort(CASE)?.header).toBe('seconds=0;presses=0')
    now = 6000
    told?.giveBack()
    expect(takeEffort(CASE)?.header).toBe('seconds=6;presses=1')
    end()
  })

  test('nothing is told of another case, of an answer read, or once it is out of hand', async () => {
    const { held, end } = inHand()
    expect(takeEffort('http://x/api/cases/2606010000025/urge_case')).toBeUndefined()
    expect(takeEffort('http://x/api/orders/0197-b/sign_order')).toBeUndefined()
    expect(takeEffort('http://x/api/cases/suggest')).toBeUndefined()
    held.value = undefined
    await nextTick()
    expect(takeEffort(CASE)).toBeUndefined()
    end()
  })

  test('a new case is measured until it is sent', () => {
    const { end } = inHand('', [])
    now = 41_000
    expect(takeEffort('http://x/api/cases')?.header).toBe('seconds=41;presses=0')
    end()
  })

  test('a request carries it; what was refused goes on counting', async () => {
    const { end } = inHand()
    const sent: (string | null)[] = []
    let status = 409
    vi.stubGlobal('fetch', (request: Request) => {
      sent.push(request.headers.get('X-Effort'))
      return Promise.resolve(new Response('{}', { status, headers: { 'content-type': 'application/json' } }))
    })
    now = 3000
    await carry(new Request(CASE, { method: 'POST', body: '{}' })).catch(() => undefined)
    now = 8000
    status = 200
    await carry(new Request(CASE, { method: 'POST', body: '{}' }))
    await carry(new Request(CASE))
    expect(sent).toEqual(['seconds=3;presses=0', 'seconds=8;presses=0', null])
    expect(takeEffort(CASE)?.header).toBe('seconds=0;presses=0')
    end()
  })
})
