import { api, contentOf, type Schemas } from '@/api/client'

export type Figure = Schemas['Figure']
export type Figures = Schemas['Figures']
export type HowCounted = Schemas['HowCounted']
export type Counted = Schemas['Counted']
export type Part = HowCounted['part']

/** Whose figures, and of which time; what is empty is not narrowed. */
export interface Wish {
  unit: string
  since: string
  until: string
}

function queryOf(wish: Wish): { unit: string; since: string; until?: string } {
  return { unit: wish.unit, since: wish.since, ...(wish.until ? { until: wish.until } : {}) }
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
