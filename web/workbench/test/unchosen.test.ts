import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import NextUnit from '@/cases/court/NextUnit.vue'

const ElSelect = { name: 'ElSelect', props: ['remoteMethod', 'modelValue'], template: '<div />' }

test('a name of a unit that is typed counts as unchosen until a unit is chosen or it is cleared', async () => {
  const next = mount(NextUnit, {
    props: { unit: '', coUnits: [], 'onUpdate:unit': (unit: string) => next.setProps({ unit }) },
    global: { stubs: { 'el-select': ElSelect } },
  })
  const picker = next.findComponent(ElSelect)
  const type = (text: string) => (picker.props('remoteMethod') as (text: string) => void)(text)
  type('浦东')
  await next.vm.$nextTick()
  expect(next.vm.unchosen()).toBe('浦东')
  picker.vm.$emit('update:modelValue', 'pudong')
  await next.vm.$nextTick()
  await next.vm.$nextTick()
  expect(next.vm.unchosen()).toBe('')
  type('虹口')
  await next.vm.$nextTick()
  type('')
  await next.vm.$nextTick()
  expect(next.vm.unchosen()).toBe('')
  next.unmount()
})
