import { get, post } from '@/api/client'
import type {
  Attachment,
  Callers,
  CaseView,
  ExplainedClock,
  Moved,
  Opened,
  Revealed,
  SearchPage,
  Suggestion,
  WorkPage,
} from '@/api/types'

/** Everything this workbench asks about cases. */
export interface WorkQuery {
  desk: string
  cursor?: string | null
  limit?: number
}

export const fetchWork = (query: WorkQuery): Promise<WorkPage> => get('/work', { query: { ...query } })

export const fetchCounts = (): Promise<{ counts: Record<string, number> }> => get('/work/counts')

export const fetchCase = (number: string, signal: AbortSignal): Promise<CaseView> => get(`/cases/${number}`, { signal })

export const fetchClocks = (number: string, locale: string): Promise<{ items: ExplainedClock[] }> =>
  get(`/cases/${number}/clocks`, { query: { locale } })

export const moveCase = (number: string, move: string, body: unknown, version: number): Promise<Moved> =>
  post(`/cases/${number}/${move}`, { body, version })

export const moveOrder = (order: string, move: string, body: unknown, version: number): Promise<Moved> =>
  post(`/orders/${order}/${move}`, { body, version })

export const reveal = (number: string, reason: string, note: string): Promise<Revealed> =>
  post(`/cases/${number}/reveal`, { body: { reason, note } })

export function attach(number: string, file: File): Promise<Attachment> {
  const form = new FormData()
  form.append('file', file)
  return post(`/cases/${number}/attachments`, { body: form })
}

export const openCase = (body: unknown): Promise<Opened> => post('/cases', { body })

export const suggestUnit = (body: unknown, signal: AbortSignal): Promise<Suggestion> =>
  post('/cases/suggest', { body, signal })

/** A phone number travels in a body, never in an address. */
export const fetchCallers = (phone: string, signal: AbortSignal): Promise<Callers> =>
  post('/callers', { body: { phone }, signal })

export const search = (query: Record<string, string>, signal: AbortSignal): Promise<SearchPage> =>
  get('/search', { query, signal })
