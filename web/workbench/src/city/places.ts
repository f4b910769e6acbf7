import { api, contentOf, type Schemas } from '@/api/client'

/** Committees, streets, and roads and estates named in earlier cases that complete what was typed. */
export const findPlaces = (typed: string, district: string, signal: AbortSignal): Promise<Schemas['Places']> =>
  contentOf(api.POST('/api/places', { body: { typed, district }, signal }))
