import { api, contentOf, type Schemas } from '@/api/client'

/** The workbench's requests about several parties on a call. */
export type PartyChoices = Schemas['PartyChoices']
/** Where a citizen goes, or who is asked: exactly one of them. */
export type Target = { staff_id: string } | { contact: string } | { queue: Schemas['Queue'] }

type SeatNow = Schemas['SeatNow']
const of = (call_id: string) => ({ path: { call_id } })

export const fetchChoices = (): Promise<PartyChoices> => contentOf(api.GET('/api/telephone/parties'))

export const postConsult = (call: string, to: Target): Promise<SeatNow> =>
  contentOf(api.POST('/api/telephone/calls/{call_id}/consult', { params: of(call), body: { staff_id: null, contact: '', ...to } }))

/** Without a target the citizen stays with the third party that talks. */
export const postTransfer = (call: string, to: Target | Record<string, never> = {}): Promise<SeatNow> =>
  contentOf(api.POST('/api/telephone/calls/{call_id}/transfer', { params: of(call), body: { queue: null, staff_id: null, contact: '', ...to } }))

export const postBringIn = (call: string): Promise<SeatNow> => contentOf(api.POST('/api/telephone/calls/{call_id}/bring-in', { params: of(call) }))

/** Keys for a telephone that we dialled. */
export const postKeys = (call: string, keys: string): Promise<unknown> =>
  contentOf(api.POST('/api/telephone/calls/{call_id}/keys', { params: of(call), body: { keys } }))

export const postDrop = (call: string): Promise<SeatNow> => contentOf(api.POST('/api/telephone/calls/{call_id}/drop', { params: of(call) }))

export const postHearWhisper = (call: string, sdp: string): Promise<Schemas['Spoken']> =>
  contentOf(api.POST('/api/telephone/calls/{call_id}/whisper/hear', { params: of(call), body: { sdp } }))

export const postListen = (call: string, sdp: string, join: boolean): Promise<Schemas['Spoken']> =>
  contentOf(api.POST('/api/telephone/calls/{call_id}/listen', { params: of(call), body: { sdp, join } }))

export const postStopListening = (call: string): Promise<unknown> => contentOf(api.POST('/api/telephone/calls/{call_id}/listen/stop', { params: of(call) }))

export const postWhisper = (call: string, sdp: string): Promise<Schemas['Spoken']> =>
  contentOf(api.POST('/api/telephone/calls/{call_id}/whisper', { params: of(call), body: { sdp } }))

export const postStopWhisper = (call: string): Promise<unknown> => contentOf(api.POST('/api/telephone/calls/{call_id}/whisper/stop', { params: of(call) }))
