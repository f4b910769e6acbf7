import { computed, ref, shallowRef, watch } from 'vue'
import type { FeedEvent } from '@/api/types'
import { moveSeat, type SeatState } from '@/calls/api'
import { useAction } from '@/kernel/action'
import { fetchSeat, postAnswer, postHangUp, postHold, postMute, postResume, postRingPhone, postWrappedUp, wishSeat, type SeatNow, type SeatVoice, type Wish } from './api'
import { closeLine, lineOf, muteLine, soundOf, trouble } from './line'

/** The viewer's seat: its state and its call, as the server knows them, and the commands that change them. */
export const seat = shallowRef<SeatNow>()
/** The state that a talking seat takes after this call. */
export const wish = ref<Wish>({ state: 'ready' })

/** By what the seat shall talk from the next time on that it is ready; undefined: as before. */
export const voiceWish = ref<SeatVoice>()

/** False until the seat has been read, too. */
export const telephone = computed(() => seat.value?.telephone === true)
export const noTelephone = computed(() => seat.value?.telephone === false)
export const call = computed(() => seat.value?.call ?? undefined)
/** A call that the viewer placed rings at the citizen first. */
export const dialling = computed(() => call.value?.direction === 'out' && call.value.state === 'dialling')
export const ringing = computed(() => telephone.value && seat.value?.state === 'reserved' && call.value !== undefined && !dialling.value)
export const inCall = computed(() => telephone.value && (seat.value?.state === 'talking' || seat.value?.state === 'hold'))
/** The seat talks by a telephone that is rung when it answers; the browser has no sound then. */
export const byPhone = computed(() => ['phone', 'mobile'].includes(seat.value?.voice ?? ''))
export const phoneRings = computed(() => ringing.value && seat.value?.phone_rings === true)
export const held = computed(() => seat.value?.state === 'hold')
export const wrapping = computed(() => telephone.value && seat.value?.state === 'wrap_up')
export const signedOut = computed(() => seat.value?.state === 'signed_out')

export const { busy, problem, act } = useAction(() => void loadSeat())

let asked = 0

function show(next: SeatNow): void {
  asked++
  seat.value = next
}

/** Reads the seat; an answer that a later one has overtaken is dropped. */
export async function loadSeat(): Promise<void> {
  const mine = ++asked
  const found = await fetchSeat().catch(() => undefined)
  if (found && mine === asked) seat.value = found
}

/** Whether an event of the stream may have changed this seat. */
export function concerns({ kind, data }: FeedEvent, me: string): boolean {
  if (kind === 'reset') return true
  if (!kind.startsWith('call.') && !kind.startsWith('seat.')) return false
  return data.staff === me || (call.value !== undefined && data.call_id === call.value.id)
}

/** Whether another controller goes on with the call of this seat: its media server has no voice of ours yet. */
export const takenOver = ({ kind, data }: FeedEvent): boolean => kind === 'call.taken_over' && data.call_id === call.value?.id

/** True for events that change how many citizens wait. */
export const changesWaiting = ({ kind }: FeedEvent): boolean => ['call.queued', 'call.offered', 'call.missed', 'call.promised'].includes(kind)

async function connect(id: string): Promise<void> {
  const line = await lineOf(id)
  const { sdp } = await postAnswer(id, line.offer)
  await line.accept(sdp)
}

/** Answers the ringing call. */
export async function answerCall(): Promise<void> {
  const now = call.value
  if (!now || !ringing.value) return
  if (byPhone.value) return void (await act(async () => show(await postRingPhone(now.id))))
  await act(() => soundOf(() => connect(now.id)))
  await loadSeat()
}

/** Joins the call of this seat again, after a reload of the page or a lost connection. */
export async function rejoinCall(): Promise<void> {
  const now = call.value
  if (!now || !inCall.value || byPhone.value) return
  closeLine()
  await soundOf(() => connect(now.id)).catch(() => (trouble.value ??= 'lost'))
  if (!now.muted) return
  muteLine(true) // the server has a new party, which is not muted yet
  await act(async () => show(await postMute(now.id, true)))
}

export async function toggleHold(): Promise<void> {
  const now = call.value
  if (!now || !inCall.value) return
  await act(async () => show(await (held.value ? postResume(now.id) : postHold(now.id))))
}

/** The browser is silent at once; the server follows, so that the recording is silent too. */
export async function toggleMute(): Promise<void> {
  const now = call.value
  if (!now || !inCall.value) return
  const muted = !now.muted
  muteLine(muted)
  const done = await act(async () => show(await postMute(now.id, muted)))
  if (!done) muteLine(now.muted)
}

/** True if the call is over. */
export async function hangUpCall(): Promise<boolean> {
  const now = call.value
  if (!now || !inCall.value) return true
  return act(async () => show(await postHangUp(now.id)))
}

/** Hanging up takes the server some seconds, while it seals the recording; the seat may go on meanwhile. */
function idle(): Promise<void> {
  if (!busy.value) return Promise.resolve()
  return new Promise((done) => watch(busy, () => done(), { once: true, flush: 'sync' }))
}

/** Ends the wrap-up and takes the wished state; refused while the call has neither case nor disposition. */
export async function endWrapUp(): Promise<boolean> {
  const now = call.value
  if (!now || !wrapping.value) return true
  await idle()
  const done = await act(async () => show(await postWrappedUp(now.id, wish.value)))
  if (done) wish.value = { state: 'ready' }
  return done
}

const tryMicrophone = async (): Promise<void> => (await import('./softphone')).tryMicrophone()

/** Takes a state now, or after the call that is talked. A seat is not ready without a microphone that works. */
export async function wishState(next: Wish): Promise<void> {
  if (!telephone.value) return reportState(next.state)
  if (inCall.value || wrapping.value) wish.value = next
  if (wrapping.value) return void (await endWrapUp())
  if (inCall.value) return
  const voice = voiceWish.value ?? seat.value?.voice
  await act(async () => {
    if (next.state === 'ready' && (voice ?? 'browser') === 'browser' && !(await soundOf(tryMicrophone))) return
    show(await wishSeat(next, voiceWish.value ?? null))
    voiceWish.value = undefined
  })
}

/** Takes the seat out of the calls before the person signs out; a failure does not keep anybody here. */
export async function leaveCalls(): Promise<void> {
  if (telephone.value && !signedOut.value) await wishSeat({ state: 'signed_out' }).catch(() => undefined)
}

/** Without a telephone, the page reports what its person does; a failure is ignored. */
export function reportState(state: SeatState): void {
  if (telephone.value) return
  const before = seat.value
  if (before) show({ ...before, state, since: new Date().toISOString() })
  void moveSeat(state).catch(() => undefined)
}
