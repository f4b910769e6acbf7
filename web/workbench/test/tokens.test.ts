import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync('src/style/tokens.css', 'utf8')

function tokens(theme: 'light' | 'dark'): Record<string, string> {
  const from = theme === 'light' ? css.indexOf(':root {') : css.indexOf(":root[data-theme='dark'] {")
  const block = css.slice(from, css.indexOf('}', from))
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((found) => [found[1], found[2]]))
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const GROUNDS = ['surface', 'ground', 'sunken', 'hover', 'accent-soft']
const TEXTS = ['ink', 'ink-2', 'ink-3', 'accent', 'accent-2', 'late', 'soon', 'done']
const PAIRS = [
  ['on-accent', 'accent'],
  ['on-accent', 'accent-2'],
  ['late', 'late-soft'],
  ['soon', 'soon-soft'],
  ['done', 'done-soft'],
  ['ink', 'soon-soft'],
  ['ink', 'late-soft'],
  ['ink-2', 'late-soft'],
  ['surface', 'ink-2'],
]

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  const colours = tokens(theme)
  const ratio = (a: string, b: string) => contrast(colours[a] ?? '', colours[b] ?? '')

  test.each(TEXTS.flatMap((text) => GROUNDS.map((ground) => [text, ground])))('%s is readable on %s', (text, ground) => {
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5)
  })

  test.each(PAIRS)('%s is readable on %s', (text, ground) => {
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5)
  })

  test.each(GROUNDS)('the border of a control is seen on %s', (ground) => {
    expect(ratio('edge', ground)).toBeGreaterThanOrEqual(3)
  })
})
