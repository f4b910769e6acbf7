import { describe, expect, test } from 'vitest'
import { Feed, type Connection } from '@/api/stream/feed'

const fact = (position: number) => `id: ${position}\nevent: fact\ndata: {"position":${position},"kind":"case.moved"}\n\n`

function streamOf(...parts: string[]): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      parts.forEach((part) => controller.enqueue(encoder.encode(part)))
      controller.close()
    },
  })
  return new Response(body, { status: 200 })
}

/** Runs a feed over the given answers; after the last it is signed out, which ends it. */
async function run(answers: (() => Response)[], after = 10) {
  const [urls, events, states]: [string[], unknown[], Connection[]] = [[], [], []]
  await new Promise<void>((ended) => {
    new Feed({
      url: '/api/stream',
      after,
      onEvent: (event) => events.push(event),
      onState: (state) => {
        states.push(state)
        if (state === 'signed_out') ended()
      },
      fetch: (input) => {
        urls.push(String(input))
        const answer = answers.shift()
        return answer ? Promise.resolve(answer()) : Promise.resolve(new Response('', { status: 401 }))
      },
      wait: () => Promise.resolve(),
    })
  })
  return { urls, events, states }
}

describe('the live stream', () => {
  test('messages are taken whole, whatever the pieces they came in', async () => {
    const text = fact(11).replaceAll('\n', '\r\n') + fact(12)
    const { urls, events } = await run([() => streamOf(...text), () => streamOf(fact(13), 'id: 14\nevent: fa')])
    expect(events).toEqual([11, 12, 13].map((position) => ({ position, kind: 'case.moved' })))
    expect(urls.at(-1)).toBe('/api/stream?after=13')
  })

  test('it begins after the position the lists were read at', async () => {
    const { urls, events } = await run([() => streamOf('retry: 2000\n\n', fact(11).slice(0, 20), fact(11).slice(20), fact(12))])
    expect(urls[0]).toBe('/api/stream?after=10')
    expect(events).toMatchObject([{ position: 11 }, { position: 12 }])
  })

  test('a lost line is taken up again after the last event heard', async () => {
    const { urls, states } = await run([() => streamOf(fact(11)), () => new Response('', { status: 502 }), () => streamOf(fact(12))])
    expect(urls).toEqual(['/api/stream?after=10', '/api/stream?after=11', '/api/stream?after=11', '/api/stream?after=12'])
    expect(states).toContain('lost')
    expect(states.at(-1)).toBe('signed_out')
  })

  test('a beat is no event; a reset tells the pages to read again', async () => {
    const { urls, events } = await run([() => streamOf('event: beat\ndata: {}\n\n', 'event: reset\ndata: {"position": 99}\n\n')])
    expect(events).toEqual([{ position: 99, kind: 'reset', at: '', actor: '', data: {}, case_id: null, card: null, desks: [] }])
    expect(urls[1]).toBe('/api/stream?after=99')
  })
})
