import { get, post } from '@/api/client'
import type { Attachment, CaseCard, CaseView, Revealed, SearchPage, Suggestion, WorkPage } from '@/api/types'

/** Everything this workbench asks about cases. */
export interface WorkQuery {
  desk: string
  cursor?: string | null
  status?: string | null
  urgency?: string | null
  nature?: string | null
  district?: string | null
  sort?: string | null
  limit?: number
}

export const fetchWork = (query: WorkQuery, signal?: AbortSignal): Promise<WorkPage> =>
  get('/work', { query: { ...query }, ...(signal && { signal }) })

export const fetchCounts = (desk: string | undefined): Promise<Pick<WorkPage, 'counts' | 'position'>> =>
  get('/work', { query: { desk, limit: 1 } })

export const fetchCase = (number: string, signal: AbortSignal): Promise<CaseView> => get(`/cases/${number}`, { signal })

interface Moved {
  case: CaseCard
}

export const moveCase = (number: string, move: string, body: unknown, version: number): Promise<Moved> =>
  post(`/cases/${number}/${move}`, { body, version })

export const moveOrder = (order: string, move: string, body: unknown, version: number): Promise<Moved> =>
  post(`/orders/${order}/${move}`, { body, version })

export const reveal = (number: string, reason: string): Promise<Revealed> =>
  post(`/cases/${number}/reveal`, { body: { reason } })

export function attach(number: string, file: File): Promise<Attachment> {
  const form = new FormData()
  form.append('file', file)
  return post(`/cases/${number}/attachments`, { body: form })
}

export const openCase = (body: unknown): Promise<{ number: string; version: number }> => post('/cases', { body })

export const suggestUnit = (body: unknown, signal: AbortSignal): Promise<Suggestion> =>
  post('/cases/suggest', { body, signal })

export const search = (query: Record<string, string>, signal: AbortSignal): Promise<SearchPage> =>
  get('/search', { query, signal })
