import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'

/** Runs public/assets/floor.js on the page with this Object; true if the page then says that the browser is too old. */
function warns(object: unknown): boolean {
  document.documentElement.innerHTML = readFileSync('index.html', 'utf8').replace(/<script[^>]*><\/script>/g, '')
  runInNewContext(readFileSync('public/assets/floor.js', 'utf8'), { Object: object, document })
  return !document.getElementById('too-old')?.hidden
}

describe('a browser below the floor', () => {
  it('is told which browsers open the workbench', () => {
    expect(warns({})).toBe(true)
    expect(document.getElementById('too-old')?.textContent).toContain('Chromium 95')
  })

  it('is recognised by what the workbench needs, not by its name', () => {
    expect(warns(Object)).toBe(false)
  })
})
