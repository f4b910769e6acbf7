import { effectScope, nextTick } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { bodyOf } from '@/cases/intake/fields'
import { useOpenCalls } from '@/cases/intake/useOpenCalls'
import { usePhoneCalls } from '@/cases/intake/usePhoneCalls'
import { draftsOf } from '@/kernel/draft'
import { Problem } from '@/kernel/problem'
import * as telephone from '@/telephone/api'
import { closeLine, trouble } from '@/telephone/line'
import { startRinging, stopRinging } from '@/telephone/ringing'
import { answerCall, call, concerns, endWrapUp, hangUpCall, inCall, loadSeat, noTelephone, phoneRings, problem, ringing, seat, telephone as connected, toggleHold, toggleMute, wish, wishState, wrapping } from '@/telephone/seat'
import { Softphone } from '@/telephone/softphone'

type SeatNow = telephone.SeatNow
const CALL = '01890000-0000-7000-8000-000000000001'
const ringingCall = { id: CALL, state: 'offered', direction: 'in', queue: 'general', language: 'en', caller: '139****0001', known: true, cases: [], opened: [], kind: null, muted: false, waited_s: 9, parties: [] } as unknown as telephone.SeatCall
const nowOf = (state: string, more: Partial<telephone.SeatCall> | null = {}): SeatNow => ({ telephone: true, state, since: null, reason: null, until: null, waiting: 0, call: more && { ...ringingCall, ...more } }) as SeatNow

/** A line without a browser's media: what it was told is kept. */
const line = { offer: 'offer', accept: vi.fn(() => Promise.resolve()), mute: vi.fn(), close: vi.fn() }
const scopes: (() => void)[] = []

beforeEach(() => {
  draftsOf('limin')
  vi.restoreAllMocks()
  vi.spyOn(Softphone, 'open').mockResolvedValue(line as unknown as Softphone)
})
afterEach(() => {
  scopes.splice(0).forEach((stop) => stop())
  closeLine()
  seat.value = problem.value = trouble.value = undefined
  wish.value = { state: 'ready' }
  draftsOf('')
})

function desk() {
  const scope = effectScope()
  scopes.push(() => scope.stop())
  const calls = scope.run(() => {
    const open = useOpenCalls()
    usePhoneCalls(open)
    return open
  })
  return calls ?? expect.unreachable()
}

async function become(next: SeatNow): Promise<void> {
  seat.value = next
  await nextTick()
}

test('whether there is a telephone is not known before the seat is read', async () => {
  expect([connected.value, noTelephone.value]).toEqual([false, false])
  await become(nowOf('ready', null))
  expect([connected.value, noTelephone.value]).toEqual([true, false])
  await become({ ...nowOf('ready', null), telephone: false })
  expect([connected.value, noTelephone.value]).toEqual([false, true])
})

describe('a call that rings', () => {
  test('is answered with the offer of this browser, and the answer opens the sound', async () => {
    const answered = vi.spyOn(telephone, 'postAnswer').mockResolvedValue({ sdp: 'answer' })
    vi.spyOn(telephone, 'fetchSeat').mockResolvedValue(nowOf('talking', { state: 'talking' }))
    seat.value = nowOf('reserved')
    expect(ringing.value).toBe(true)
    await answerCall()
    expect(answered).toHaveBeenCalledWith(CALL, 'offer')
    expect(line.accept).toHaveBeenCalledWith('answer')
    expect([ringing.value, inCall.value]).toEqual([false, true])
  })

  test('is not answered by a seat whose microphone is refused, which is said in words', async () => {
    const answered = vi.spyOn(telephone, 'postAnswer')
    vi.mocked(Softphone.open).mockRejectedValue(Object.assign(new Error('denied'), { name: 'NoSound', trouble: 'denied' }))
    vi.spyOn(telephone, 'fetchSeat').mockResolvedValue(nowOf('reserved'))
    seat.value = nowOf('reserved')
    await answerCall()
    expect([answered.mock.calls.length, trouble.value, problem.value]).toEqual([0, 'denied', undefined])
    vi.mocked(Softphone.open).mockResolvedValue(line as unknown as Softphone)
    answered.mockResolvedValue({ sdp: 'answer' })
    await answerCall()
    expect([answered.mock.calls.length, trouble.value]).toEqual([1, undefined])
  })

  test('at a seat that talks by a telephone rings that, once, and opens no microphone', async () => {
    const rung = vi.spyOn(telephone, 'postRingPhone').mockResolvedValue({ ...nowOf('reserved'), voice: 'mobile', phone_rings: true })
    seat.value = { ...nowOf('reserved'), voice: 'mobile', phone_rings: false }
    await answerCall()
    expect(rung).toHaveBeenCalledWith(CALL)
    expect(phoneRings.value).toBe(true)
    expect(Softphone.open).not.toHaveBeenCalled()
  })

  test('that was lost is told, and the seat is read again', async () => {
    vi.spyOn(telephone, 'postAnswer').mockRejectedValue(new Problem(409, { code: 'calls.nothing_rings' }))
    vi.spyOn(telephone, 'fetchSeat').mockResolvedValue(nowOf('ready', null))
    seat.value = nowOf('reserved')
    await answerCall()
    expect([seat.value?.state, problem.value?.body.code]).toEqual(['ready', 'calls.nothing_rings'])
  })

  test('shows in the title of the tab until it is answered', () => {
    const played = vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue(undefined)
    document.title = '连心'
    startRinging('☎ 来电', () => undefined)
    startRinging('☎ 来电', () => undefined)
    expect([document.title, played.mock.calls.length]).toEqual(['☎ 来电', 2])
    stopRinging()
    expect(document.title).toBe('连心')
  })
})

describe('a call that is talked', () => {
  test('is held and resumed, muted at once, and hung up', async () => {
    const held = vi.spyOn(telephone, 'postHold').mockResolvedValue(nowOf('hold', { state: 'on_hold' }))
    const resumed = vi.spyOn(telephone, 'postResume').mockResolvedValue(nowOf('talking', { state: 'talking' }))
    vi.spyOn(telephone, 'postMute').mockResolvedValue(nowOf('talking', { state: 'talking', muted: true }))
    vi.spyOn(telephone, 'postHangUp').mockResolvedValue(nowOf('wrap_up', { state: 'ended' }))
    seat.value = nowOf('talking')
    await toggleHold()
    await toggleHold()
    expect([held.mock.calls.length, resumed.mock.calls.length]).toEqual([1, 1])
    await toggleMute()
    expect(call.value?.muted).toBe(true)
    expect(await hangUpCall()).toBe(true)
    expect(wrapping.value).toBe(true)
  })

  test('keeps the wish for a break until the wrap-up has ended', async () => {
    const wished = vi.spyOn(telephone, 'wishSeat')
    const ended = vi.spyOn(telephone, 'postWrappedUp').mockRejectedValueOnce(new Problem(409, { code: 'calls.no_disposition' }))
    seat.value = nowOf('talking')
    await wishState({ state: 'break', reason: 'meal', minutes: 30 })
    expect(wished).not.toHaveBeenCalled()
    seat.value = nowOf('wrap_up')
    expect(await endWrapUp()).toBe(false)
    ended.mockResolvedValue(nowOf('break', null))
    expect(await endWrapUp()).toBe(true)
    expect(ended).toHaveBeenLastCalledWith(CALL, { state: 'break', reason: 'meal', minutes: 30 })
    expect(wish.value).toEqual({ state: 'ready' })
  })
})

describe('the seat', () => {
  test('is not made ready without a microphone', async () => {
    const wished = vi.spyOn(telephone, 'wishSeat').mockResolvedValue(nowOf('ready', null))
    vi.stubGlobal('navigator', { ...navigator, mediaDevices: { getUserMedia: () => Promise.reject(new DOMException('', 'NotAllowedError')) } })
    seat.value = nowOf('signed_out', null)
    await wishState({ state: 'ready' })
    vi.unstubAllGlobals()
    expect([wished.mock.calls.length, trouble.value]).toEqual([0, 'denied'])
    await wishState({ state: 'away' })
    expect(wished).toHaveBeenCalledWith({ state: 'away' }, null)
  })

  test('is read again at news of its own call or state, not of others', () => {
    seat.value = nowOf('talking')
    const event = (kind: string, data: Record<string, unknown>) => ({ kind, data }) as never
    expect(concerns(event('call.over', { call_id: CALL }), 'staff:1')).toBe(true)
    expect(concerns(event('call.offered', { call_id: 'other', staff: 'staff:1' }), 'staff:1')).toBe(true)
    expect(concerns(event('call.offered', { call_id: 'other', staff: 'staff:2' }), 'staff:1')).toBe(false)
    expect(concerns(event('case.moved', { call_id: CALL }), 'staff:1')).toBe(false)
  })

  test('shows the latest answer, also when an earlier one arrives after it', async () => {
    let late: (now: SeatNow) => void = () => undefined
    vi.spyOn(telephone, 'fetchSeat')
      .mockReturnValueOnce(new Promise((done) => (late = done)))
      .mockResolvedValueOnce(nowOf('talking'))
    const first = loadSeat()
    await loadSeat()
    late(nowOf('reserved'))
    await first
    expect(seat.value?.state).toBe('talking')
  })
})

describe('the form of a call', () => {
  test('begins with the answer: the id of the call, the caller’s masked number', async () => {
    const open = desk()
    await become(nowOf('reserved'))
    expect(open.call.value.byPhone).toBeUndefined()
    await become(nowOf('talking'))
    expect([open.call.value.id, open.fields.value.phone, open.call.value.began !== null]).toEqual([CALL, '139****0001', true])
    const body = bodyOf(open.fields.value, 'send', 'Asia/Shanghai', { call_id: open.call.value.id, split_from: '', form_time: null })
    expect(body.call_id).toBe(CALL)
  })

  test('sets a letter aside that was being written', async () => {
    const open = desk()
    open.fields.value.words = '来信'
    await nextTick()
    await become(nowOf('talking'))
    expect([open.call.value.id, open.open.calls.length]).toEqual([CALL, 2])
  })

  test('counts the wrap-up from the end of the call, and is gone when nothing unsent is left', async () => {
    const open = desk()
    await become(nowOf('talking'))
    expect(open.call.value.hungUp).toBeNull()
    await become(nowOf('wrap_up'))
    expect(open.call.value.hungUp).not.toBeNull()
    await become(nowOf('ready', null))
    expect(open.call.value.id).not.toBe(CALL)
  })

  test('keeps words that were not sent', async () => {
    const open = desk()
    await become(nowOf('talking'))
    open.fields.value.words = '路灯不亮'
    await become(nowOf('wrap_up'))
    await become(nowOf('ready', null))
    expect([open.call.value.id, open.fields.value.words]).toEqual([CALL, '路灯不亮'])
  })

  test('is not begun again for a call that another browser has written down', async () => {
    const open = desk()
    await become(nowOf('wrap_up', { opened: ['3101000000001'] }))
    expect(open.call.value.id).not.toBe(CALL)
  })
})
