import createClient, { type FetchOptions } from 'openapi-fetch'
import { carry } from './carry'
import type { components, paths } from './schema'

/** The document requires a key for every POST and a version for every move; `carry` and the functions below add them. */
type Carried<T> = {
  [P in keyof T]: {
    [M in keyof T[P]]: T[P][M] extends { parameters: { header: object } }
      ? Omit<T[P][M], 'parameters'> & { parameters: Omit<T[P][M]['parameters'], 'header'> }
      : T[P][M]
  }
}

/** The client generated from the server's OpenAPI document; every request goes through `carry`. */
export const api = createClient<Carried<paths>>({ baseUrl: location.origin, fetch: carry })

export type Schemas = components['schemas']

/** The content of an answer. `carry` has thrown for every error, so an answer exists; its shape is in `types.ts`. */
export async function contentOf<T>(answer: Promise<{ data?: unknown }>): Promise<T> {
  return (await answer).data as T
}

type PostPath = { [P in keyof paths]: paths[P] extends { post: object } ? P : never }[keyof paths]
type CaseMovePath = PostPath & `/api/cases/{number}/${string}`
type OrderMovePath = PostPath & `/api/orders/{order_id}/${string}`
type MoveOptions<P extends CaseMovePath | OrderMovePath> = paths[P] extends { post: infer Operation } ? FetchOptions<Operation> : never

interface Meant {
  body: unknown
  version: number
}

const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` })

/** A move chosen at run time: its path and body follow the form sent by the server, so static types end here. */
export function postCaseMove<T>(number: string, move: string, { body, version }: Meant): Promise<T> {
  const options = { params: { path: { number } }, body, headers: ifMatch(version) }
  return contentOf(api.POST(`/api/cases/{number}/${move}` as CaseMovePath, options as unknown as MoveOptions<CaseMovePath>))
}

export function postOrderMove<T>(order_id: string, move: string, { body, version }: Meant): Promise<T> {
  const options = { params: { path: { order_id } }, body, headers: ifMatch(version) }
  return contentOf(api.POST(`/api/orders/{order_id}/${move}` as OrderMovePath, options as unknown as MoveOptions<OrderMovePath>))
}
