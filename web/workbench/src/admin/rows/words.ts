import { tell } from '@/kernel/words'

export const t = tell({
  added: ['新增', 'New'],
  changed: ['已改', 'Changed'],
  removed: ['已删除', 'Removed'],
  wrong: ['有误', 'Wrong'],
})
