import { createParser, type EventSourceMessage } from 'eventsource-parser'

/** The live stream of the city: server-sent events read by fetch, reconnecting by itself from the last position. */
export type Connection = 'connecting' | 'live' | 'lost' | 'signed_out'

export interface FeedOptions {
  url: string
  after: number
  onEvent: (data: unknown) => void
  onState: (state: Connection) => void
  fetch?: typeof fetch
  wait?: (ms: number) => Promise<void>
}

const BACKOFF = [500, 1000, 2000, 4000, 8000, 15000]
const SILENCE = 45_000

function positionOf(event: unknown): number | undefined {
  const position = (event as { position?: unknown } | null)?.position
  return typeof position === 'number' ? position : undefined
}

export class Feed {
  private stopped = false
  private running: AbortController | undefined
  private after: number

  constructor(private readonly options: FeedOptions) {
    this.after = options.after
    void this.keepReading()
  }

  stop(): void {
    this.stopped = true
    this.running?.abort()
  }

  private async keepReading(): Promise<void> {
    const wait = this.options.wait ?? ((ms: number) => new Promise<void>((done) => setTimeout(done, ms)))
    for (let tries = 0; !this.stopped; tries++) {
      this.options.onState(tries ? 'lost' : 'connecting')
      const outcome = await this.read().catch(() => 'failed' as const)
      if (this.stopped || outcome === 'signed_out') return
      if (outcome === 'ended') tries = 0
      await wait(BACKOFF[Math.min(tries, BACKOFF.length - 1)] ?? 15000)
    }
  }

  private async read(): Promise<'ended' | 'signed_out'> {
    const running = (this.running = new AbortController())
    const send = this.options.fetch ?? fetch
    const response = await send(`${this.options.url}?after=${this.after}`, {
      headers: { Accept: 'text/event-stream' },
      signal: running.signal,
      cache: 'no-store',
    })
    if (response.status === 401) {
      this.options.onState('signed_out')
      return 'signed_out'
    }
    if (!response.ok || !response.body) throw new Error(`stream ${response.status}`)
    this.options.onState('live')
    await this.drain(response.body, running)
    return 'ended'
  }

  /** Aborts a connection on which three heartbeats are missing: the server sends `event: beat` every 15 seconds. */
  private async drain(body: ReadableStream<Uint8Array>, running: AbortController): Promise<void> {
    const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
    const parser = createParser({ onEvent: (message) => this.deliver(message) })
    for (;;) {
      const watch = setTimeout(() => running.abort(), SILENCE)
      const { done, value } = await reader.read().finally(() => clearTimeout(watch))
      if (done) return
      parser.feed(value)
    }
  }

  private deliver({ event, data }: EventSourceMessage): void {
    const fact: unknown = JSON.parse(data)
    this.after = positionOf(fact) ?? this.after
    if (event === 'reset') this.options.onEvent({ position: this.after, kind: 'reset', at: '', actor: '', data: {}, case_id: null, card: null, desks: [] })
    else if (event === 'fact') this.options.onEvent(fact)
  }
}
