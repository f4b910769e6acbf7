/// <reference lib="webworker" />
import { Feed, type Connection } from './feed'

/** One stream for the whole browser; every tab holds a port. */
declare const self: SharedWorkerGlobalScope

export type ToWorker = { say: 'open'; after: number; who: string } | { say: 'close' }
/** `who`: another person opened the stream, so the session of this browser is now theirs. */
export type FromWorker = { say: 'state'; state: Connection } | { say: 'who'; who: string } | { say: 'event'; event: unknown }

const ports = new Set<MessagePort>()
let feed: Feed | undefined
let who = ''
let state: Connection = 'connecting'

function tellAll(message: FromWorker): void {
  ports.forEach((port) => port.postMessage(message))
}

function open(after: number, asWhom: string): void {
  feed?.stop()
  who = asWhom
  feed = new Feed({
    url: '/api/stream',
    after,
    onEvent: (event) => tellAll({ say: 'event', event }),
    onState: (next) => {
      state = next
      tellAll({ say: 'state', state })
    },
  })
}

function join(port: MessagePort, message: ToWorker): void {
  if (message.say === 'close') {
    ports.delete(port)
    if (ports.size === 0) {
      feed?.stop()
      feed = undefined
    }
    return
  }
  if (feed && who !== message.who) tellAll({ say: 'who', who: message.who })
  ports.add(port)
  if (!feed || who !== message.who || state === 'signed_out') open(message.after, message.who)
  else port.postMessage({ say: 'state', state } satisfies FromWorker)
}

self.onconnect = (event) => {
  const port = event.ports[0]
  if (!port) return
  port.onmessage = (message: MessageEvent<ToWorker>) => join(port, message.data)
  port.start()
}
