import { api, contentOf, type Schemas } from '@/api/client'

export type Board = Schemas['Board']
export type Usual = Schemas['Usual']
export type DistrictCount = Schemas['DistrictCount']
export type TopicCount = Schemas['TopicCount']

export const fetchBoard = (signal: AbortSignal): Promise<Board> => contentOf(api.GET('/api/board', { signal }))
