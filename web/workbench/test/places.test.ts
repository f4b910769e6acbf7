import { expect, test } from 'vitest'
import { placesOf } from '@/kernel/ui/places'

test('a row keeps its elements while it is in sight, wherever it moves', () => {
  const before = placesOf(['a', 'b', 'c'], new Map())
  const after = placesOf(['new', 'b', 'c'], before)
  expect([after.get('b'), after.get('c')]).toEqual([before.get('b'), before.get('c')])
})

test('what comes into sight takes the elements of what went out', () => {
  const before = placesOf(['a', 'b', 'c'], new Map())
  const after = placesOf(['d', 'e', 'f'], before)
  expect([...after.values()].sort()).toEqual([...before.values()].sort())
})

test('no two rows share elements', () => {
  let places = new Map<string, number>()
  for (let top = 0; top < 400; top += 7) {
    const keys = Array.from({ length: 20 + (top % 9) }, (_, at) => String(top + at))
    places = placesOf(keys, places)
    expect(new Set(places.values()).size).toBe(keys.length)
  }
})
