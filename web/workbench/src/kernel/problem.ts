/** RFC 9457 problem details, and the two failures that never reach the server. */
export type Trouble = 'offline' | 'signed_out' | 'forbidden' | 'missing' | 'changed' | 'refused' | 'broken'

export interface ProblemBody {
  type?: string
  title?: string
  status?: number
  detail?: string
  code?: string
  facts?: Record<string, unknown>
  request_id?: string | null
}

const BY_STATUS: Record<number, Trouble> = {
  401: 'signed_out',
  403: 'forbidden',
  404: 'missing',
  412: 'changed',
  428: 'changed',
}

function troubleOf(status: number): Trouble {
  const known = BY_STATUS[status]
  if (known) return known
  if (status === 0 || status === 502 || status === 503 || status === 504) return 'offline'
  return status >= 500 ? 'broken' : 'refused'
}

export class Problem extends Error {
  readonly trouble: Trouble

  constructor(
    readonly status: number,
    readonly body: ProblemBody = {},
  ) {
    super(body.detail ?? body.title ?? `HTTP ${status}`)
    this.name = 'Problem'
    this.trouble = troubleOf(status)
  }

  /** The sentence of the server, if there is one. */
  get sentence(): string | undefined {
    return this.body.detail ?? this.body.title
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof TypeError || error instanceof DOMException) return new Problem(0)
  return new Problem(599, { title: String(error) })
}
