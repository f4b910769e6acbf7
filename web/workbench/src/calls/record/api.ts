import { api, contentOf, type Schemas } from '@/api/client'

/** The workbench's requests about recordings and transcripts of calls. */
export type Recordings = Schemas['Recordings']
export type CaseCall = Recordings['calls'][number]
export type Held = Recordings['holds'][number]
export type RecordingShown = Schemas['RecordingShown']
export type Hearing = Schemas['Hearing']
export type Transcript = Required<Schemas['Transcript']>
export type SpokenLine = Schemas['SpokenLine']

const ofCase = (number: string) => ({ path: { number } })
const ofCall = (call_id: string) => ({ path: { call_id } })

export const fetchRecordings = (number: string, signal?: AbortSignal): Promise<Recordings> =>
  contentOf(api.GET('/api/cases/{number}/recordings', { params: ofCase(number), signal }))

export const fetchTranscript = (number: string, call: string, signal?: AbortSignal): Promise<Transcript> =>
  contentOf(api.GET('/api/cases/{number}/transcript', { params: { ...ofCase(number), query: { call } }, signal }))

export const openRecording = (recording_id: string): Promise<Hearing> =>
  contentOf(api.POST('/api/recordings/{recording_id}/hearing', { params: { path: { recording_id } } }))

export const soundOf = (recording: string, token: string): string => `/api/recordings/${recording}?hearing=${encodeURIComponent(token)}`

export const setHold = (call: string, reason: string): Promise<unknown> =>
  contentOf(api.POST('/api/calls/{call_id}/legal-hold', { params: ofCall(call), body: { reason } }))

export const liftHold = (call: string, reason: string): Promise<unknown> =>
  contentOf(api.POST('/api/calls/{call_id}/legal-hold/lift', { params: ofCall(call), body: { reason } }))
