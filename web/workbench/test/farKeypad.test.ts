import { expect, test, vi } from 'vitest'
import { Problem } from '@/kernel/problem'
import * as parties from '@/telephone/parties/api'
import { telephoneKey, useFarKeys } from '@/telephone/parties/farKeypad'

const stroke = (key: string, more: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key, ...more })

test('strokes of the keys of a telephone count, and nothing else', () => {
  expect([...'09*#'].map((key) => telephoneKey(stroke(key)))).toEqual([...'09*#'])
  expect([stroke('a'), stroke('F6'), stroke('1', { altKey: true }), stroke('2', { ctrlKey: true }), stroke('3', { isComposing: true })].map(telephoneKey).join('')).toBe('')
})

test('a digit that is typed into a field is no key for the call', () => {
  const field = document.createElement('input')
  const heard: string[] = []
  field.addEventListener('keydown', (event) => heard.push(telephoneKey(event)))
  field.dispatchEvent(stroke('1'))
  expect(heard).toEqual([''])
})

test('keys keep their order, and those pressed meanwhile go together', async () => {
  let first: () => void = () => undefined
  const posted = vi.spyOn(parties, 'postKeys').mockImplementationOnce(() => new Promise((done) => (first = () => done(undefined)))).mockResolvedValue(undefined)
  const { press, sent } = useFarKeys(() => 'call')
  const pressing = [press('1'), press('2'), press('#')]
  first()
  await Promise.all(pressing)
  expect(posted.mock.calls).toEqual([['call', '1'], ['call', '2#']])
  expect(sent.value).toBe(3)
})

test('after a refusal nothing that waits is sent late', async () => {
  const posted = vi.spyOn(parties, 'postKeys').mockReset().mockRejectedValue(new Problem(409, {}))
  const { press, sent, problem } = useFarKeys(() => 'call')
  await Promise.all([press('1'), press('2')])
  expect(posted).toHaveBeenCalledTimes(1)
  expect(sent.value).toBe(0)
  expect(problem.value).toBeDefined()
})
