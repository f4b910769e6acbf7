import { mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { afterEach, describe, expect, test } from 'vitest'
import { keyFace, listen, pressed, useKeys, type Key } from '@/kernel/keys'

const press = (init: KeyboardEventInit, target: HTMLElement = document.body) => {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init })
  Object.defineProperty(event, 'target', { value: target })
  pressed(event)
  return event
}
const key = (letter: string, more: KeyboardEventInit = {}) => ({ key: letter, code: `Key${letter.toUpperCase()}`, ...more })

let mounted: ReturnType<typeof mount>[] = []
function desk(keys: Key[]) {
  const one = mount(defineComponent({ setup: () => (useKeys(() => 'desk', () => keys), () => h('p')) }))
  mounted.push(one)
  return one
}
const said: string[] = []
const row = (combo: string, name = combo): Key => ({ combo, words: () => name, run: () => said.push(name) })

afterEach(() => {
  mounted.forEach((one) => one.unmount())
  mounted = []
  said.length = 0
})

describe('keys', () => {
  test('a list that keeps Enter to itself lets Ctrl and Enter through', () => {
    listen()
    desk([row('mod+Enter'), row('Enter')])
    const list = document.body.appendChild(document.createElement('input'))
    list.addEventListener('keydown', (event) => event.stopPropagation())
    const enter = { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }
    list.dispatchEvent(new KeyboardEvent('keydown', enter))
    list.dispatchEvent(new KeyboardEvent('keydown', { ...enter, ctrlKey: true }))
    expect(said).toEqual(['mod+Enter'])
  })

  test('a letter acts, but not while somebody is typing', () => {
    desk([row('j')])
    press(key('j'))
    press(key('j'), document.createElement('textarea'))
    expect(said).toEqual(['j'])
  })

  test('a key with Alt or Ctrl acts while typing, found by its place on the keyboard', () => {
    desk([row('alt+3'), row('mod+Enter')])
    const input = document.createElement('input')
    press({ key: '£', code: 'Digit3', altKey: true }, input)
    press({ key: 'Enter', code: 'Enter', ctrlKey: true }, input)
    expect(said).toEqual(['alt+3', 'mod+Enter'])
  })

  test('the latest view wins a shared key, and gives it back when it leaves', () => {
    desk([row('Escape', 'page')])
    const form = desk([row('Escape', 'form')])
    press({ key: 'Escape', code: 'Escape' })
    form.unmount()
    press({ key: 'Escape', code: 'Escape' })
    expect(said).toEqual(['form', 'page'])
  })

  test('two keys in a row are one command', () => {
    desk([row('g 2'), row('2')])
    press(key('g'))
    press({ key: '2', code: 'Digit2' })
    expect(said).toEqual(['g 2'])
  })

  test('a key whose time has not come is left alone', () => {
    desk([{ ...row('r'), when: () => false }])
    expect(press(key('r')).defaultPrevented).toBe(false)
  })

  test('Enter on a button stays with the button', () => {
    desk([row('Enter')])
    press({ key: 'Enter', code: 'Enter' }, document.createElement('button'))
    expect(said).toEqual([])
  })

  test('keys have faces', () => {
    expect(keyFace('mod+Enter')).toMatch(/^(Ctrl|⌘) ⏎$/)
    expect(keyFace('alt+1')).toMatch(/^(Alt|⌥) 1$/)
  })
})
