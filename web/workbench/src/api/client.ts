import { carry } from './carry'

type Query = Record<string, string | number | boolean | null | undefined>

interface Said {
  query?: Query
  body?: unknown
  version?: number | undefined
  signal?: AbortSignal
}

function address(path: string, query: Query = {}): string {
  const url = new URL(`/api${path}`, location.origin)
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, String(value))
  }
  return url.href
}

function asRequest(method: string, path: string, { query, body, version, signal }: Said): Request {
  const headers = new Headers({ Accept: 'application/json' })
  if (version !== undefined) headers.set('If-Match', `"${version}"`)
  const isForm = body instanceof FormData
  if (body !== undefined && !isForm) headers.set('Content-Type', 'application/json')
  const content = isForm ? body : body === undefined ? null : JSON.stringify(body)
  return new Request(address(path, query), { method, headers, body: content, signal: signal ?? null })
}

async function answer<T>(request: Request): Promise<T> {
  const response = await carry(request)
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
}

export const get = <T>(path: string, said: Said = {}): Promise<T> => answer<T>(asRequest('GET', path, said))
export const post = <T>(path: string, said: Said = {}): Promise<T> => answer<T>(asRequest('POST', path, said))
export const remove = <T>(path: string): Promise<T> => answer<T>(asRequest('DELETE', path, {}))
