import { api, contentOf, type Schemas } from '@/api/client'
import type { Moved, WorkPage } from '@/api/types'

export type Tab = 'fast' | 'todo' | 'citizen' | 'below' | 'replied' | 'returns' | 'co'
export const TABS: Tab[] = ['fast', 'todo', 'citizen', 'below', 'co', 'returns', 'replied']

export type ReplyHelp = Schemas['ReplyHelp']
export type ExtensionAhead = Schemas['ExtensionAhead']
export type ReplyTemplate = Schemas['TemplateVersion']

export const fetchInbox = (tab: Tab, within: string, limit: number, cursor: string): Promise<WorkPage> =>
  contentOf(api.GET('/api/inbox', { params: { query: { tab, within, limit, cursor } } }))

export const fetchInboxCounts = (within: string, signal: AbortSignal): Promise<{ counts: Record<string, number> }> =>
  contentOf(api.GET('/api/inbox/counts', { params: { query: { within } }, signal }))

export const fetchReplyHelp = (order_id: string, signal: AbortSignal): Promise<ReplyHelp> =>
  contentOf(api.GET('/api/orders/{order_id}/reply', { params: { path: { order_id } }, signal }))

export const fetchExtension = (order_id: string, amount: number, signal: AbortSignal): Promise<ExtensionAhead> =>
  contentOf(api.GET('/api/orders/{order_id}/extension', { params: { path: { order_id }, query: { amount } }, signal }))

export const replyTogether = (order_id: string, body: Schemas['ReplyTogether'], version: number): Promise<Moved> =>
  contentOf(
    api.POST('/api/orders/{order_id}/reply_together', {
      params: { path: { order_id } },
      body,
      headers: { 'If-Match': `"${version}"` },
    }),
  )

export const fetchTemplates = (signal: AbortSignal): Promise<{ items: ReplyTemplate[]; places: string[] }> =>
  contentOf(api.GET('/api/reply-templates', { signal }))

export const fetchTemplateHistory = (template_id: string, signal: AbortSignal): Promise<{ items: ReplyTemplate[] }> =>
  contentOf(api.GET('/api/reply-templates/{template_id}', { params: { path: { template_id } }, signal }))

export const keepTemplate = (body: Schemas['KeepTemplate']): Promise<ReplyTemplate> => contentOf(api.POST('/api/reply-templates', { body }))
