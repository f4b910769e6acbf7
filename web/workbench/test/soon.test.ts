import { effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runSoon } from '@/kernel/soon'

describe('many events cause one load', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('runs once for many calls, and again for a later one', () => {
    const act = vi.fn()
    const soon = effectScope().run(() => runSoon(act, 1000))
    soon?.()
    vi.advanceTimersByTime(900)
    soon?.()
    expect(act).toHaveBeenCalledTimes(0)
    vi.advanceTimersByTime(100)
    expect(act).toHaveBeenCalledTimes(1)
    soon?.()
    vi.advanceTimersByTime(1000)
    expect(act).toHaveBeenCalledTimes(2)
  })

  it('leaves no run behind when its scope ends', () => {
    const act = vi.fn()
    const scope = effectScope()
    scope.run(() => runSoon(act, 1000))?.()
    scope.stop()
    vi.advanceTimersByTime(2000)
    expect(act).toHaveBeenCalledTimes(0)
  })
})
