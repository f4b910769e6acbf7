import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import CaseCall from '@/calls/record/CaseCall.vue'
import RecordingPlayer from '@/calls/record/RecordingPlayer.vue'
import TranscriptLines from '@/calls/record/TranscriptLines.vue'
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

describe('an opened recording', () => {
  it('is drawn from its peaks, has a keyboard and two voices', async () => {
    const hearing = { token: '1.x', seconds: 75.4, citizen: [0, 200, 30], seat: [90, 0, 0] }
    const player = mount(RecordingPlayer, { props: { recording: 'r1', hearing } })
    const place = player.get('[role=slider]')
    expect(place.attributes('aria-valuemax')).toBe('75')
    expect(player.get('audio').attributes('src')).toBe('/api/recordings/r1?hearing=1.x')
    expect(player.findAll('.wave path').map((one) => (one.attributes('d') ?? '').split('M').length - 1)).toEqual([3, 3])
    player.vm.seek(90)
    await nextTick()
    expect([place.attributes('aria-valuenow'), player.text().includes('1:15')]).toEqual(['75', true])
    await player.get('button.text').trigger('click')
    expect(player.get('button.text').text()).toContain('1.5×')
    player.unmount()
  })
})

describe('the sentences of a call', () => {
  it('name their speaker; a sentence that is being spoken is grey', () => {
    const lines = [{ id: 'a', speaker: 'seat', began: 61, text: '您好' }]
    const said = mount(TranscriptLines, { props: { lines, now: { citizen: '路灯' }, chosen: 'a' } })
    expect(said.findAll('li').map((one) => [one.classes().join(' '), one.text()])).toEqual([
      ['seat chosen', '座席 1:01您好'],
      ['piece', '市民路灯'],
    ])
  })
})

describe('the calls of a case', () => {
  const call = { call_id: 'c1', reason: 'contact' as const, at: '2026-11-30T01:00:00Z', transcribed: true, may_hear: false, items: [] }
  const sound = { id: 'r1', call_id: 'c1', started_at: call.at, seconds: 75, bytes: 1, sha256: '', sealed: true, empty: false, erased: false }
  const shown = (more: object) => mount(CaseCall, { props: { number: '1', days: 730, mayHold: false, call: { ...call, ...more } } })

  it('say who called whom, and offer the sound only to whoever may hear it', () => {
    const [unit, lead] = [shown({}), shown({ may_hear: true, items: [sound] })]
    expect([unit.text().startsWith('承办单位联系市民'), unit.findAll('button').map((one) => one.text())]).toEqual([true, ['看文字记录']])
    expect(lead.findAll('button').map((one) => one.text())).toEqual(['打开录音 1:15', '看文字记录'])
  })
})
