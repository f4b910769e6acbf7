import { api, contentOf, type Schemas } from '@/api/client'

/** The workbench's requests about calls without a case, seats, and the floor. */
export type Floor = Schemas['Floor']
export type FloorSeat = Schemas['FloorSeat']
export type Hand = Schemas['Hand']
export type SeatState = Schemas['SeatState']
export type Disposition = Schemas['Disposition']
export type HelpReason = Schemas['HelpReason']
export type Queue = Schemas['Queue']

type EndOfCall = Partial<Schemas['EndOfCall']> & Pick<Schemas['EndOfCall'], 'kind' | 'started_at' | 'ended_at'>

const ofCall = (call_id: string) => ({ path: { call_id } })
const ofHelp = (help_id: string) => ({ path: { help_id } })

export const warnCaller = (call: string, started_at: string): Promise<unknown> =>
  contentOf(api.POST('/api/calls/{call_id}/warn', { params: ofCall(call), body: { started_at } }))

export const endCall = (call: string, body: EndOfCall): Promise<Schemas['Ended']> =>
  contentOf(api.POST('/api/calls/{call_id}/end', { params: ofCall(call), body: body as Schemas['EndOfCall'] }))

export const moveSeat = (state: SeatState): Promise<unknown> => contentOf(api.POST('/api/seat', { body: { state } }))

export const fetchHand = (): Promise<Schemas['OwnHand']> => contentOf(api.GET('/api/seat/help'))

export const askHelp = (reason: HelpReason): Promise<Schemas['OwnHand']> => contentOf(api.POST('/api/seat/help', { body: { reason } }))

export const answerHelp = (help: string): Promise<unknown> => contentOf(api.POST('/api/help/{help_id}/answer', { params: ofHelp(help) }))

export const clearHelp = (help: string): Promise<unknown> => contentOf(api.POST('/api/help/{help_id}/clear', { params: ofHelp(help) }))

export const fetchFloor = (): Promise<Floor> => contentOf(api.GET('/api/floor'))

export const assignSeat = (staff_id: string, queues: Queue[]): Promise<unknown> =>
  contentOf(api.POST('/api/floor/{staff_id}/assign', { params: { path: { staff_id } }, body: { queues } }))
