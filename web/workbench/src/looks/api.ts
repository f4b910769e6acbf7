import { api, contentOf, type Schemas } from '@/api/client'

export type LookEntry = Schemas['LookEntry']
export type LookPage = Schemas['LookPage']

export interface Wanted {
  person: string
  reason: Schemas['RevealReason'] | ''
  way: (typeof WAYS)[number] | ''
}

export const WAYS = ['reveal', 'page', 'print', 'attachment', 'callers', 'number', 'export', 'alarm', 'grant'] as const

export function fetchLooks({ person, reason, way }: Wanted, before: number, signal?: AbortSignal): Promise<LookPage> {
  const query = { ...(person && { person }), ...(reason && { reason }), ...(way && { way }), before }
  return contentOf(api.GET('/api/looks', { params: { query }, ...(signal && { signal }) }))
}
