import { ref, shallowRef } from 'vue'
import { useAction } from '@/kernel/action'
import { soundOf, trouble } from '../line'
import { postListen, postStopListening, postStopWhisper, postWhisper } from '../parties/api'
import type { Softphone } from '../softphone'

/** What a shift lead does on a call: hears it, is heard by the seat alone, or by everybody. */
export type LeadMode = 'listen' | 'whisper' | 'join'

export const leading = shallowRef<{ call: string; name: string; mode: LeadMode }>()
export const { busy, problem, act } = useAction()

const lost = ref(0)
let hears: Softphone | undefined
let speaks: Softphone | undefined

const hear = () => void lost.value++
const softphone = async () => (await import('../softphone')).Softphone

/** Opens the room of the call: without a microphone, or with it to talk there. */
async function openRoom(call: string, join: boolean): Promise<void> {
  const Phone = await softphone()
  const next = await (join ? Phone.open(hear) : Phone.ear(hear))
  const { sdp } = await postListen(call, next.offer, join)
  hears?.close()
  hears = next
  await next.accept(sdp)
}

async function openWhisper(call: string): Promise<void> {
  const Phone = await softphone()
  speaks = await Phone.open(hear)
  const { sdp } = await postWhisper(call, speaks.offer)
  await speaks.accept(sdp)
}

async function endWhisper(call: string): Promise<void> {
  if (!speaks) return
  speaks.close()
  speaks = undefined
  await postStopWhisper(call)
}

/** Goes to a call of a seat, or changes what the lead does there. */
export async function lead(call: string, name: string, mode: LeadMode): Promise<void> {
  const now = leading.value
  await act(async () => {
    if (now && now.call !== call) await leave()
    if (now?.mode === 'whisper' && mode !== 'whisper') await endWhisper(call)
    const there = leading.value?.call === call ? leading.value.mode : undefined
    const whole = await soundOf(async () => {
      if (there === undefined || (mode === 'join') !== (there === 'join')) await openRoom(call, mode === 'join')
      if (mode === 'whisper' && !speaks) await openWhisper(call)
    })
    if (whole) leading.value = { call, name, mode }
    else await leave()
  })
  if (problem.value) dropLines()
}

async function leave(): Promise<void> {
  const call = leading.value?.call
  dropLines()
  if (call) await postStopListening(call)
}

/** Closes the connections: the call is over, or the page goes away. */
export function dropLines(): void {
  hears?.close()
  speaks?.close()
  hears = speaks = undefined
  leading.value = undefined
}

/** Leaves the call. */
export async function leaveCall(): Promise<void> {
  await act(leave)
}

export { trouble }
