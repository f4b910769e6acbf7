import { takeEffort } from '@/kernel/effort'
import { locale } from '@/kernel/words'
import { Problem, type ProblemBody } from '@/kernel/problem'

/** The one way a request leaves this browser: language, Idempotency-Key, effort, retry, problem details. */
const RETRIES = [400, 1200]
const keysInFlight = new Map<string, string>()

export function uuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** An identical request keeps its key until the server has given a definite answer; a request that must run once even after the
 * browser was closed brings its own key. */
function keyFor(fingerprint: string): string {
  const key = keysInFlight.get(fingerprint) ?? uuid()
  keysInFlight.set(fingerprint, key)
  return key
}

/** The viewer for whom the page was opened: another person may have signed in from another tab of the same browser. */
let viewer = ''
let onOther: () => void = () => undefined
export function speakFor(staffId: string, whenOther: () => void): void {
  viewer = staffId
  onOther = whenOther
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function once(request: Request): Promise<Response | null> {
  try {
    const response = await fetch(request)
    return [502, 503, 504].includes(response.status) ? null : response
  } catch (error) {
    if (request.signal.aborted) throw error
    return null
  }
}

async function persist(request: Request): Promise<Response> {
  for (const wait of RETRIES) {
    const response = await once(request.clone())
    if (response) return response
    await pause(wait)
  }
  const response = await once(request)
  if (!response) throw new Problem(0)
  return response
}

async function problemOf(response: Response): Promise<Problem> {
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false
  const body = isProblem ? ((await response.json()) as ProblemBody) : {}
  return new Problem(response.status, body)
}

async function fingerprintOf(request: Request): Promise<string> {
  const isForm = request.headers.get('content-type')?.startsWith('multipart/') ?? false
  return `${request.method} ${request.url} ${request.headers.get('If-Match')} ${isForm ? uuid() : await request.clone().text()}`
}

async function answered(request: Request): Promise<Response> {
  const response = await persist(request)
  if (response.ok || response.status === 304) return response
  const problem = await problemOf(response)
  if (problem.body.code === 'web.other_viewer') onOther()
  throw problem
}

/** Throws a Problem for every error, so that callers only see answers. */
export async function carry(request: Request): Promise<Response> {
  request.headers.set('Accept-Language', locale.value)
  if (viewer) request.headers.set('X-Viewer', viewer)
  if (request.method !== 'POST') return answered(request)
  const fingerprint = await fingerprintOf(request)
  if (!request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', keyFor(fingerprint))
  const effort = takeEffort(request.url)
  if (effort) request.headers.set('X-Effort', effort.header)
  try {
    const response = await answered(request)
    keysInFlight.delete(fingerprint)
    return response
  } catch (error) {
    effort?.giveBack()
    if (error instanceof Problem && error.status > 0 && error.status < 500) keysInFlight.delete(fingerprint)
    throw error
  }
}
