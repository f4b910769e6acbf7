import { mount } from '@vue/test-utils'
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import type { CaseView } from '@/api/types'
import type { Court } from '@/cases/court/api'
import * as court from '@/cases/court/api'
import { whereWords } from '@/cases/court/reach'
import type { AtCourt } from '@/cases/court/useCourt'
import RuleForm from '@/cases/rulings/RuleForm.vue'
import RulingHand from '@/cases/rulings/RulingHand.vue'

const WORDS = '我家楼下王阿姨的儿子每晚摆摊。'
const STUBS = { HandHead: true, CitizenSays: true, EarlierReturns: true, OpinionList: { template: '<div><slot /></div>' }, RuleForm: true, UnitPicker: true, DueClock: true, ChoiceRow: true }

function view(place: { topic: string; district: string; street: string }): CaseView {
  const moves = [{ move: 'invite_opinions' }, { move: 'rule_responsibility' }]
  const card = { number: '1', title: WORDS, words: WORDS, round: 1, ...place }
  return { case: card, version: 1, moves, clocks: [], history: [], orders: [], attachments: [] } as unknown as CaseView
}

const at = { draft: { fields: { unit: 'pudong', co_units: [], reason: '', cites: [] }, clear: vi.fn() }, load: vi.fn() } as unknown as AtCourt

test('the question to an invited office starts empty, without a word of the citizen', async () => {
  vi.spyOn(court, 'fetchColleagues').mockResolvedValue({ items: [] } as never)
  const props = { view: view({ topic: '', district: '', street: '' }), court: { returns: [], opinions: [], ruling: null } as unknown as Court, at }
  const hand = mount(RulingHand, { props, global: { stubs: STUBS } })
  await hand.find('button.link').trigger('click')
  await nextTick()
  const question = hand.find('#ask-words')
  expect((question.element as HTMLTextAreaElement).value).toBe('')
  hand.unmount()
})

test.each([
  [{ topic: '', district: 'pudong', street: 'weifang' }, 'district', 'pudong'],
  [{ topic: '', district: '', street: 'weifang' }, 'street', 'weifang'],
  [{ topic: '01', district: '', street: '' }, 'district', '01'],
  [{ topic: '01', district: 'pudong', street: '' }, 'district', '01，pudong'],
])('what a ruling of %j binds has no empty part', (place, reach, words) => {
  expect(whereWords(reach, place)).toBe(words)
})

test.each([
  ['', ['case']],
  ['01', ['street', 'district', 'city', 'case']],
])('a ruling on a case of the topic “%s” may bind %j', (topic, reaches) => {
  const form = mount(RuleForm, { props: { view: view({ topic, district: 'pudong', street: 'weifang' }), at }, global: { stubs: { ...STUBS, RuleForm: false } } })
  const offered = form.findComponent({ name: 'ChoiceRow' }).props('options') as { value: string }[]
  expect(offered.map((one) => one.value).sort()).toEqual([...reaches].sort())
  expect(form.text().includes('以后：')).toBe(topic !== '')
  form.unmount()
})
