import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { speakFor } from '@/api/carry'
import { api, postCaseMove } from '@/api/client'
import { Problem } from '@/kernel/problem'

const json = (body: unknown, status = 200, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } })

let seen: Request[] = []
let answers: (() => Response | Error)[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  seen = []
  vi.stubGlobal('fetch', (request: Request) => {
    seen.push(request)
    const answer = (answers.shift() ?? (() => json({})))()
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

async function settled<T>(promise: Promise<T>): Promise<T> {
  const guarded = promise.catch((error: unknown) => error as T)
  await vi.advanceTimersByTimeAsync(5000)
  return guarded
}

const open = (words: string) => api.POST('/api/cases', { body: { words } }).then(({ data }) => data)
const keys = () => seen.map((request) => request.headers.get('Idempotency-Key'))
const down = () => new TypeError('no network')

describe('requests', () => {
  test('a POST whose answer was lost is sent again with the same key', async () => {
    answers = [down, () => json({ done: true })]
    expect(await settled(open('a'))).toEqual({ done: true })
    expect(keys()[0]).toBeTruthy()
    expect(new Set(keys()).size).toBe(1)
  })

  test('pressing again after giving up keeps the key, a later equal request gets a new one', async () => {
    answers = [down, down, down, () => json({}), () => json({})]
    const failed = await settled(open('b'))
    expect(failed).toBeInstanceOf(Problem)
    expect((failed as unknown as Problem).trouble).toBe('offline')
    await settled(open('b'))
    await settled(open('b'))
    expect(new Set(keys().slice(0, 4)).size).toBe(1)
    expect(keys()[4]).not.toBe(keys()[3])
  })

  test('what brings its own key is asked under it, also after the browser was closed', async () => {
    await settled(api.POST('/api/cases', { body: { words: 'd' }, headers: { 'Idempotency-Key': 'form-1' } }))
    expect(keys()).toEqual(['form-1'])
  })

  test('the same words for another version of the case get their own key', async () => {
    answers = [down, down, down, () => json({})]
    await settled(postCaseMove('1', 'urge_case', { body: { words: 'c' }, version: 4 }))
    await settled(postCaseMove('1', 'urge_case', { body: { words: 'c' }, version: 5 }))
    expect(keys()[3]).not.toBe(keys()[0])
  })

  test('a move names the version it means', async () => {
    await settled(postCaseMove('1', 'urge_case', { body: {}, version: 7 }))
    expect(seen[0]?.headers.get('If-Match')).toBe('"7"')
  })

  test('problem details become a problem with its sentence', async () => {
    answers = [() => json({ code: 'cases.illegal_move', title: '现在不能办这一步', status: 409 }, 409, 'application/problem+json')]
    const problem = (await settled(postCaseMove('1', 'urge_case', { body: {}, version: 1 }))) as unknown as Problem
    expect([problem.trouble, problem.sentence, problem.body.code]).toEqual(['refused', '现在不能办这一步', 'cases.illegal_move'])
  })

  test.each([
    [401, 'signed_out'],
    [403, 'forbidden'],
    [404, 'missing'],
    [412, 'changed'],
    [500, 'broken'],
  ])('status %d is “%s”', async (status, trouble) => {
    answers = [() => json({}, status)]
    expect(((await settled(api.GET('/api/session'))) as unknown as Problem).trouble).toBe(trouble)
  })

  test('a question is asked in the address', async () => {
    await settled(api.GET('/api/work', { params: { query: { desk: 'unit', limit: 5 } } }))
    expect(new URL(seen[0]?.url ?? '').search).toBe('?desk=unit&limit=5')
  })
})

describe('whom a page speaks for', () => {
  test('is said with every request, and the page begins anew when somebody else has signed in', async () => {
    const other = vi.fn()
    speakFor('me', other)
    answers = [() => json({}), () => json({ code: 'web.other_viewer' }, 409, 'application/problem+json')]
    await settled(open('mine'))
    expect(other).not.toHaveBeenCalled()
    expect(await settled(open('theirs'))).toBeInstanceOf(Problem)
    expect(other).toHaveBeenCalledOnce()
    expect(seen.map((request) => request.headers.get('X-Viewer'))).toEqual(['me', 'me'])
    speakFor('', () => undefined)
  })
})
