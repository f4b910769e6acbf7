import { describe, expect, it } from 'vitest'
import { lanePath, nextSpeed, timeWords, volumes, within } from '@/calls/record/sound'
import { joined } from '@/calls/record/useLiveTranscript'

describe('the player', () => {
  it('takes one voice away at each end of the balance', () => {
    expect([-1, -0.5, 0, 0.5, 1].map(volumes)).toEqual([
      { citizen: 1, seat: 0 },
      { citizen: 1, seat: 0.5 },
      { citizen: 1, seat: 1 },
      { citizen: 0.5, seat: 1 },
      { citizen: 0, seat: 1 },
    ])
  })

  it('draws one bar for each column, never none', () => {
    expect(lanePath([0, 255], 10, 20)).toBe('M0 19.5v1.0M1 10.0v20.0')
    expect(lanePath([], 0, 20)).toBe('')
  })

  it('says a position in minutes and seconds, and stays in the sound', () => {
    expect([0, 9.9, 75.4, 3600, -1].map(timeWords)).toEqual(['0:00', '0:09', '1:15', '60:00', '0:00'])
    expect([-3, 4, 99].map((at) => within(at, 10))).toEqual([0, 4, 10])
  })

  it('goes round its speeds', () => {
    expect([1, 1.5, 2, 7].map(nextSpeed)).toEqual([1.5, 2, 1, 1])
  })
})

describe('the live transcript', () => {
  const line = (id: string, began: number) => ({ id, speaker: 'citizen', began, text: id })

  it('has each sentence once, in the order of speaking, after a lost connection too', () => {
    const known = [line('a', 1), line('c', 5)]
    expect(joined(known, [line('a', 1), line('b', 3)]).map((one) => one.id)).toEqual(['a', 'b', 'c'])
  })
})
