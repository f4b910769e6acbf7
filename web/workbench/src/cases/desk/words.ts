import { tell } from '@/kernel/words'

export const t = tell({
  promise: ['市民的时限', 'Promised to the citizen'],
  pick: ['选中，批量办理', 'Select for a bulk action'],
  pickCase: ['选中 {title}', 'Select {title}'],
  nothingInHand: ['从左边选一件', 'Choose a case on the left'],
})
