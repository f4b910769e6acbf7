import { api, contentOf, type Schemas } from '@/api/client'
import type { CaseCard, WorkPage } from '@/api/types'

/** Requests of this desk: next callbacks, leases, scripts. */
export type Call = Schemas['Call']
export type CallCard = CaseCard & { call?: Call }
export type CallbackSheet = Schemas['CallbackSheet']
export type Claim = Schemas['Claim']
export type Taken = Schemas['CallTime']

export const fetchCalls = (_limit: number, cursor: string): Promise<WorkPage> =>
  contentOf(api.GET('/api/callbacks', { params: { query: { cursor: Number(cursor || 0) } } }))

export const fetchClaims = (): Promise<{ items: Claim[] }> => contentOf(api.GET('/api/callbacks/claims'))

export const fetchSheet = (number: string, signal: AbortSignal): Promise<CallbackSheet> =>
  contentOf(api.GET('/api/cases/{number}/callback', { params: { path: { number } }, signal }))

export const takeCall = (number: string, leaving = false): Promise<Taken> =>
  contentOf(api.PUT('/api/cases/{number}/callback', { params: { path: { number } }, body: { leaving } }))
