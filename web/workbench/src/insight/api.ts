import { api, contentOf, type Schemas } from '@/api/client'

export type Figure = Schemas['Figure']
export type Figures = Schemas['Figures']
export type HowCounted = Schemas['HowCounted']
export type Counted = Schemas['Counted']
export type Part = HowCounted['part']

/** The scope and period of figures; an empty field does not narrow them. */
export interface Wish {
  unit: string
  since: string
  until: string
  topic?: string
  district?: string
}

function queryOf({ unit, since, until, topic, district }: Wish) {
  return { unit, since, ...(until && { until }), ...(topic && { topic }), ...(district && { district }) }
}

export const fetchFigures = (wish: Wish, signal: AbortSignal): Promise<Figures> =>
  contentOf(api.GET('/api/figures', { params: { query: queryOf(wish) }, signal }))

export const fetchCounted = (code: string, wish: Wish, part: Part, cursor: string, signal?: AbortSignal): Promise<HowCounted> =>
  contentOf(
    api.GET('/api/figures/{code}/cases', {
      params: { path: { code }, query: { ...queryOf(wish), part, cursor } },
      ...(signal ? { signal } : {}),
    }),
  )
