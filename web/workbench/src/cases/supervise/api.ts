import { api, contentOf, type Schemas } from '@/api/client'

export type LateUnit = Schemas['LateUnit']
export type Kind = Schemas['Record']['kind']
/** A record that waits for a decision; `kind` says which. */
export type Waiting = Schemas['Record']
export type Without = Schemas['Without']

export const fetchLateUnits = (signal: AbortSignal): Promise<{ items: LateUnit[] }> => contentOf(api.GET('/api/supervision/units', { signal }))

export type CaseExits = Schemas['CaseExits']

export const fetchExits = (signal: AbortSignal): Promise<CaseExits> => contentOf(api.GET('/api/supervision/exits', { signal }))

export const fetchRecords = (kind: Kind[], signal: AbortSignal): Promise<{ items: Waiting[] }> =>
  contentOf(api.GET('/api/records', { params: { query: { kind } }, signal }))

export const fetchWithout = (number: string, order_id: string): Promise<Without> =>
  contentOf(api.GET('/api/cases/{number}/orders/{order_id}/without', { params: { path: { number, order_id } } }))
