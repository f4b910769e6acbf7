import { api, contentOf, type Schemas } from '@/api/client'

export type Section = Schemas['Section']
export type Field = Schemas['SectionField']
export type Standing = Schemas['Standing']
export type Trouble = Schemas['Trouble']
export type Table = Schemas['ProfileTable']
export type Difference = Schemas['Difference']
export type Publication = Schemas['Publication']
export type Committees = Schemas['Committees']
export type CommitteeChanges = Schemas['CommitteeChanges']
export type MessageForms = Schemas['MessageForms']
export type Row = Table['rows'][number]['row']

export interface RowPut {
  section: string
  was: Row | null
  row: Row | null
  place?: number | null
}

const path = '/api/administration/profile'

export const fetchSections = () => contentOf<{ items: Section[] }>(api.GET('/api/administration/sections'))
export const fetchStanding = () => contentOf<Standing>(api.GET(path))
export const fetchMessages = () => contentOf<MessageForms>(api.GET('/api/administration/messages'))
export const fetchVersions = () => contentOf<{ items: Publication[] }>(api.GET(`${path}/versions`))

export function fetchTable(section: string, signal?: AbortSignal): Promise<Table> {
  return contentOf(api.GET(`${path}/tables/{section}`, { params: { path: { section } }, signal: signal ?? null }))
}

export function fetchDifferences(before: string, after: string): Promise<{ items: Difference[] }> {
  return contentOf(api.GET(`${path}/differences`, { params: { query: { before, after } } }))
}

export function putRow(put: RowPut): Promise<{ key: string | null; standing: Standing }> {
  return contentOf(api.POST(`${path}/rows`, { body: put }))
}

export function retireUnit(change: Schemas['UnitChange']): Promise<Standing> {
  return contentOf(api.POST(`${path}/unit-changes`, { body: change }))
}

export function publish(draft: string, reason: string): Promise<Schemas['Published']> {
  return contentOf(api.POST(`${path}/publish`, { body: { draft, reason } }))
}

export function cancelPlan(plan_id: string): Promise<Standing> {
  return contentOf(api.POST(`${path}/plans/{plan_id}/cancel`, { params: { path: { plan_id } } }))
}

export function carryOver(draft: string): Promise<Schemas['CarriedOver']> {
  return contentOf(api.POST(`${path}/carry-over`, { body: { draft } }))
}

export function discard(draft: string): Promise<Standing> {
  return contentOf(api.POST(`${path}/discard`, { body: { draft } }))
}

export function takeBack(version: string, over: string | null): Promise<Standing> {
  return contentOf(api.POST(`${path}/take-back`, { body: { version, over } }))
}

export function bringIn(file: File, over: string | null): Promise<Standing> {
  const form = new FormData()
  form.append('file', file)
  if (over) form.append('over', over)
  const options = { body: form as unknown as { file: string }, bodySerializer: (body: unknown) => body as FormData }
  return contentOf(api.POST(`${path}/files`, options))
}

export const filesUrl = (version: string) => `${path}/files?version=${encodeURIComponent(version)}`

const committees = '/api/administration/committees'
export const COMMITTEES_URL = `${committees}/file`
export const fetchCommittees = () => contentOf<Committees>(api.GET(committees))
export const lookThrough = (table: string) => contentOf<CommitteeChanges>(api.POST(`${committees}/look`, { body: { table } }))

export function replaceCommittees(table: string, reason: string): Promise<CommitteeChanges> {
  return contentOf(api.POST(committees, { body: { table, reason } }))
}
