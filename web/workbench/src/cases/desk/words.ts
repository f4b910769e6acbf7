import { tell } from '@/kernel/words'

export const t = tell({
  promise: ['市民的时限', 'Promised'],
  nothingInHand: ['从左边选一件', 'Choose one on the left'],
})
