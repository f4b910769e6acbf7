import { tell } from '@/kernel/words'

export const t = tell({
  nothingInHand: ['从左边选一件', 'Choose one on the left'],
})
