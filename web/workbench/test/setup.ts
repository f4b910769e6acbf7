import { afterEach, beforeEach } from 'vitest'
import { forgetConfidential } from '@/kernel/draft'
import { setLocale } from '@/kernel/words'

beforeEach(() => {
  localStorage.clear()
  setLocale('zh-CN')
})

afterEach(forgetConfidential) // all files share one window, which asks before it closes on such a draft
