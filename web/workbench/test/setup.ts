import { beforeEach } from 'vitest'
import { setLocale } from '@/kernel/words'

beforeEach(() => {
  localStorage.clear()
  setLocale('zh-CN')
})
