import { api, contentOf, type Schemas } from '@/api/client'

/** Requests about calls that the program places, and about callers to be rung back. */
export type DialWish = Partial<Schemas['DialWish']>
export type Dialling = Schemas['Dialling']
export type LatestDial = Schemas['LatestDial']
export type OwnDial = Schemas['OwnDial']
export type RingBack = Schemas['RingBackShown']
export type RingBackList = Schemas['RingBackList']

const ofCall = (call_id: string) => ({ path: { call_id } })

export const dialNumber = (wish: DialWish): Promise<Dialling> => contentOf(api.POST('/api/telephone/dial', { body: wish as Schemas['DialWish'] }))

export const fetchDial = (): Promise<LatestDial> => contentOf(api.GET('/api/telephone/dial'))

export const giveUpDial = (call: string): Promise<unknown> => contentOf(api.POST('/api/telephone/dial/{call_id}/hang-up', { params: ofCall(call) }))

export const fetchRingBacks = (): Promise<RingBackList> => contentOf(api.GET('/api/ring-backs'))

export const strikeOff = (call: string, reason: 'served' | 'declined'): Promise<unknown> =>
  contentOf(api.POST('/api/ring-backs/{call_id}/strike-off', { params: ofCall(call), body: { reason } }))
