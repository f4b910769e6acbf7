import { api, contentOf, postCaseMove, postOrderMove, type Schemas } from '@/api/client'
import type { Attachment, CaseView, ExplainedClock, Moved, Revealed, SearchPage, Suggestion, WorkPage } from '@/api/types'
import type { Alike, Callers, Outcomes } from './types'

/** The workbench's requests about cases. */
export const fetchWork = (desk: string, limit: number, cursor?: string | null, filter = ''): Promise<WorkPage> =>
  contentOf(api.GET('/api/work', { params: { query: { desk, limit, cursor: cursor ?? '', filter } } }))

export const fetchCounts = (): Promise<{ counts: Record<string, number> }> => contentOf(api.GET('/api/work/counts'))

/** `way`: the server records prints, and openings of confidential cases. */
export const fetchCase = (number: string, signal: AbortSignal, way: 'page' | 'print' = 'page'): Promise<CaseView> =>
  contentOf(api.GET('/api/cases/{number}', { params: { path: { number }, query: { way } }, signal }))

export const fetchClocks = (number: string, locale: string): Promise<{ items: ExplainedClock[] }> =>
  contentOf(api.GET('/api/cases/{number}/clocks', { params: { path: { number }, query: { locale } } }))

export const moveCase = (number: string, move: string, body: unknown, version: number): Promise<Moved> =>
  postCaseMove(number, move, { body, version })

export const moveOrder = (order: string, move: string, body: unknown, version: number): Promise<Moved> =>
  postOrderMove(order, move, { body, version })

export const reveal = (number: string, reason: Schemas['RevealReason'], note: string): Promise<Revealed> =>
  contentOf(api.POST('/api/cases/{number}/reveal', { params: { path: { number } }, body: { reason, note } }))

export function attach(number: string, file: File, order?: string | null): Promise<Attachment> {
  const form = new FormData()
  form.append('file', file)
  if (order) form.append('order_id', order)
  const body = form as unknown as { file: string }
  return contentOf(api.POST('/api/cases/{number}/attachments', { params: { path: { number } }, body }))
}

/** `form`: the form's id, sent as Idempotency-Key, so that sending it again from any tab opens no second case. */
export const openCase = (body: Schemas['NewCase'], form: string): Promise<Moved> =>
  contentOf(api.POST('/api/cases', { body, headers: { 'Idempotency-Key': form } }))

export const suggestUnit = (body: Schemas['AskSuggestion'], signal: AbortSignal): Promise<Suggestion> =>
  contentOf(api.POST('/api/cases/suggest', { body, signal }))

/** A phone number travels in a body, never in an address. */
export const fetchCallers = (phone: string, signal: AbortSignal): Promise<Callers> =>
  contentOf(api.POST('/api/callers', { body: { phone }, signal }))

export const fetchAlike = (body: Schemas['Matter'], signal: AbortSignal): Promise<Alike> =>
  contentOf(api.POST('/api/cases/alike', { body, signal }))

export const fetchTold = (number: string, locale: string, signal?: AbortSignal): Promise<Schemas['ToldCase']> =>
  contentOf(api.GET('/api/cases/{number}/told', { params: { path: { number }, query: { locale } }, ...(signal && { signal }) }))

export const fetchOwnTopics = (): Promise<Schemas['OwnTopics']> => contentOf(api.GET('/api/own/topics'))

export const fetchOutcomes = (): Promise<Outcomes> => contentOf(api.GET('/api/own/outcomes'))

export const seeOutcomes = (position: number): Promise<Outcomes> =>
  contentOf(api.POST('/api/own/outcomes/seen', { body: { position } }))

export const search = ({ status, ...rest }: Record<string, string>, signal: AbortSignal): Promise<SearchPage> =>
  contentOf(api.GET('/api/search', { params: { query: { ...rest, ...(status && { status: [status] }) } }, signal }))

export interface Other {
  name: string
  writing: boolean
  since: string
}

export const sayHere = (number: string, body: Schemas['Here']): Promise<{ items: Other[] }> =>
  contentOf(api.PUT('/api/cases/{number}/presence', { params: { path: { number } }, body }))
