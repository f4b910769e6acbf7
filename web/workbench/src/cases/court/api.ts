import { api, contentOf, type Schemas } from '@/api/client'

/** Requests of the desks that decide on the responsible unit. */
export type Court = Schemas['CourtPage']
export type ReturnAsked = Schemas['ReturnAsked']
export type Precedent = Schemas['Precedent']
export type Directions = Schemas['DispatchPage']
export type Duty = Schemas['DutyLine']
export type DutyHere = Schemas['DutyHere']
export type OpinionAsked = Schemas['OpinionAsked']
export type Colleague = Schemas['Colleague']

export const fetchCourt = (number: string, signal: AbortSignal): Promise<Court> =>
  contentOf(api.GET('/api/cases/{number}/court', { params: { path: { number } }, signal }))

export const fetchDirections = (number: string, signal: AbortSignal): Promise<Directions> =>
  contentOf(api.GET('/api/cases/{number}/directions', { params: { path: { number } }, signal }))

export const fetchDuties = (signal: AbortSignal): Promise<{ items: Duty[] }> => contentOf(api.GET('/api/duties', { signal }))

export const fetchPrecedents = (query: Record<string, string>, signal: AbortSignal): Promise<{ items: Precedent[] }> =>
  contentOf(api.GET('/api/precedents', { params: { query }, signal }))

export const fetchOpinions = (signal: AbortSignal): Promise<{ items: OpinionAsked[] }> => contentOf(api.GET('/api/opinions', { signal }))

export const giveOpinion = (opinion_id: string, body: { words: string; basis: string }): Promise<unknown> =>
  contentOf(api.POST('/api/opinions/{opinion_id}', { params: { path: { opinion_id } }, body }))

export const fetchColleagues = (signal: AbortSignal): Promise<{ items: Colleague[] }> => contentOf(api.GET('/api/colleagues', { signal }))
