import { mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { blank, bodyOf, sameCitizen, type IntakeFields } from '@/cases/intake/fields'
import IntakeForm from '@/cases/intake/IntakeForm.vue'
import { intakeKeys, type Hands } from '@/cases/intake/intakeKeys'

vi.mock('@/people/session', () => ({ useViewer: () => ({ staff_id: 'me', roles: ['operator'] }), whoIsHere: { value: null }, opensNumbers: { value: true } }))

const CHANNELS = ['phone', 'letter', 'email', 'visit', 'emergency_110']
const ElSelect = { props: ['modelValue'], emits: ['update:modelValue'], template: '<select :value="modelValue" @change="$emit(\'update:modelValue\', $event.target.value)"><slot /></select>' }
const ElOption = { props: ['value', 'label'], template: '<option :value="value">{{ label }}</option>' }
const told = { callId: 'c', likely: [], own: [], unitHint: '', opensAs: undefined, conflict: '', happened: undefined, earlier: [] }

function form(modelValue: IntakeFields) {
  const stubs = { ElSelect, ElOption, TopicPicker: true, PlacePicker: true, DivisionPicker: true, UnitPicker: true, CallerNumber: true }
  return mount(IntakeForm, { props: { ...told, modelValue }, global: { stubs } })
}

test('a seat takes down letters, mail, visits and what 110 hands over, not only calls', async () => {
  const fields = blank()
  const page = form(fields)
  const channel = page.find('#intake-channel')
  expect(channel.findAll('option').map((one) => one.attributes('value'))).toEqual(CHANNELS)
  expect(channel.text()).toContain('110')
  expect((channel.element as HTMLSelectElement).value).toBe('phone')
  await channel.setValue('emergency_110')
  expect(fields.channel).toBe('emergency_110')
})

test('a key leads to the channel', () => {
  const focus = vi.fn()
  const key = intakeKeys({ focus } as unknown as Hands).find((one) => one.combo === 'alt+v')
  key?.run({} as KeyboardEvent)
  expect(focus).toHaveBeenCalledWith('intake-channel')
})

test.each(CHANNELS)('a request by %s is sent with its channel, and only a call with its call', (channel) => {
  const body = bodyOf({ ...blank(), channel }, 'send', 'Asia/Shanghai', { call_id: 'c', split_from: '', form_time: null })
  expect([body.channel, body.call_id]).toEqual([channel, channel === 'phone' ? 'c' : null])
  expect(sameCitizen({ ...blank(), channel }).channel).toBe(channel)
})
