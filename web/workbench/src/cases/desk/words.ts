import { tell } from '@/kernel/words'

export const t = tell({
  promise: ['市民的时限', 'Promised'],
  pick: ['选中，成批办', 'Select for a bulk action'],
  pickCase: ['选中 {title}', 'Pick {title}'],
  nothingInHand: ['从左边选一件', 'Choose one on the left'],
})
