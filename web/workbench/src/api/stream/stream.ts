import { onScopeDispose, ref } from 'vue'
import type { FeedEvent } from '@/api/types'
import { Feed, type Connection } from './feed'
import type { FromWorker, ToWorker } from './worker'

/** The live stream as pages use it: one state, many listeners, whichever transport delivers it. */
export const connection = ref<Connection>('connecting')

type Listener = (event: FeedEvent) => void
const listeners = new Set<Listener>()
let close: (() => void) | undefined

function isFeedEvent(event: unknown): event is FeedEvent {
  return typeof (event as FeedEvent | null)?.position === 'number'
}

const REMEMBERED = 500
const recent: FeedEvent[] = []

function hear(event: unknown): void {
  if (!isFeedEvent(event)) return
  recent.push(event)
  if (recent.length > REMEMBERED) recent.shift()
  listeners.forEach((listener) => listener(event))
}

/** Events that arrived while a snapshot was loading, to be applied on top of it. */
export function eventsAfter(position: number): FeedEvent[] {
  return recent.filter((event) => event.position > position)
}

/** Reloads the pages after another person has signed in at this browser. Drafts stay with their owners. */
export function startAnew(): void {
  location.assign('/desk/')
}

function openShared(after: number, who: string): () => void {
  const worker = new SharedWorker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'lianxin-stream' })
  const tell = (message: ToWorker) => worker.port.postMessage(message)
  worker.port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.say === 'state') connection.value = data.state
    else if (data.say === 'who') startAnew()
    else hear(data.event)
  }
  worker.port.start()
  tell({ say: 'open', after, who })
  const leave = () => tell({ say: 'close' })
  const comeBack = (event: PageTransitionEvent) => event.persisted && tell({ say: 'open', after, who })
  addEventListener('pagehide', leave)
  addEventListener('pageshow', comeBack)
  return () => {
    removeEventListener('pagehide', leave)
    removeEventListener('pageshow', comeBack)
    leave()
    worker.port.close()
  }
}

function openOwn(after: number): () => void {
  const feed = new Feed({ url: '/api/stream', after, onEvent: hear, onState: (state) => (connection.value = state) })
  return () => feed.stop()
}

export function openStream(after: number, who: string): void {
  closeStream()
  close = 'SharedWorker' in globalThis ? openShared(after, who) : openOwn(after)
}

export function closeStream(): void {
  close?.()
  close = undefined
  connection.value = 'connecting'
  recent.length = 0
}

/** Calls the listener for every event while the view exists. */
export function useStream(listener: Listener): void {
  listeners.add(listener)
  onScopeDispose(() => listeners.delete(listener))
}
