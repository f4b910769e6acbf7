import { describe, expect, test } from 'vitest'
import { effectScope, ref } from 'vue'
import { useWatermark, watermarked } from '@/kernel/watermark'

describe('the watermark', () => {
  test('is shown while a part of the page wishes it, and ends with that part', () => {
    const confidential = ref(false)
    const page = effectScope()
    const side = effectScope()
    page.run(() => useWatermark(() => confidential.value))
    expect(watermarked.value).toBe(false)
    side.run(() => useWatermark(() => true))
    expect(watermarked.value).toBe(true)
    side.stop()
    expect(watermarked.value).toBe(false)
    confidential.value = true
    expect(watermarked.value).toBe(true)
    page.stop()
    expect(watermarked.value).toBe(false)
  })
})
