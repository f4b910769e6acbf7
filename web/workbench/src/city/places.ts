import { api, contentOf, type Schemas } from '@/api/client'

/** Completions of the typed place: committees, streets, and roads and estates named in earlier cases. */
export const findPlaces = (typed: string, district: string, signal: AbortSignal): Promise<Schemas['Places']> =>
  contentOf(api.POST('/api/places', { body: { typed, district }, signal }))
