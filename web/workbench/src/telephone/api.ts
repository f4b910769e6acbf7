import { api, contentOf, type Schemas } from '@/api/client'

/** The workbench's requests about the telephone of the viewer's seat. */
export type SeatNow = Schemas['SeatNow']
export type SeatCall = Schemas['SeatCall']
export type BreakReason = Schemas['BreakReason']

/** By what a seat talks. */
export type SeatVoice = Schemas['SeatVoice']

/** The state that a seat wants; `reason` and `minutes` of a break. */
export interface Wish {
  state: 'ready' | 'break' | 'away'
  reason?: BreakReason
  minutes?: number
}

const of = (call_id: string) => ({ path: { call_id } })

export const fetchSeat = (): Promise<SeatNow> => contentOf(api.GET('/api/telephone/seat'))

export const fetchIceServers = (): Promise<Schemas['IceServers']> => contentOf(api.GET('/api/telephone/ice-servers'))

export const wishSeat = ({ state, reason, minutes }: Omit<Wish, 'state'> & { state: Wish['state'] | 'signed_out' }, voice: SeatVoice | null = null): Promise<SeatNow> =>
  contentOf(api.POST('/api/telephone/seat', { body: { state, reason: reason ?? null, minutes: minutes ?? null, voice } }))

export const putHere = (): Promise<unknown> => contentOf(api.PUT('/api/telephone/seat/here'))

export const postAnswer = (call: string, sdp: string): Promise<Schemas['Spoken']> =>
  contentOf(api.POST('/api/telephone/calls/{call_id}/answer', { params: of(call), body: { sdp } }))

export const postNumber = (call: string): Promise<{ phone: string }> => contentOf(api.POST('/api/telephone/calls/{call_id}/number', { params: of(call) }))

export const postRingPhone = (call: string): Promise<SeatNow> => contentOf(api.POST('/api/telephone/calls/{call_id}/ring-phone', { params: of(call) }))

export const postHold = (call: string): Promise<SeatNow> => contentOf(api.POST('/api/telephone/calls/{call_id}/hold', { params: of(call) }))

export const postResume = (call: string): Promise<SeatNow> => contentOf(api.POST('/api/telephone/calls/{call_id}/resume', { params: of(call) }))

export const postMute = (call: string, muted: boolean): Promise<SeatNow> =>
  contentOf(api.POST('/api/telephone/calls/{call_id}/mute', { params: of(call), body: { muted } }))

export const postHangUp = (call: string): Promise<SeatNow> => contentOf(api.POST('/api/telephone/calls/{call_id}/hang-up', { params: of(call) }))

export const postWrappedUp = (call: string, { state, reason, minutes }: Wish): Promise<SeatNow> =>
  contentOf(
    api.POST('/api/telephone/calls/{call_id}/wrapped-up', {
      params: of(call),
      body: { next: state, kind: null, reason: reason ?? null, minutes: minutes ?? null },
    }),
  )
