import { tell } from '@/kernel/words'

export const t = tell({
  side: ['{n} 轮并排', '{n} rounds side by side'],
  rounds: ['各轮并排', 'Rounds side by side'],
  one: ['只办了一轮', 'One round so far'],
  round: ['第 {n} 轮', 'Round {n}'],
  unit: ['承办单位', 'Unit'],
  claimed: ['单位认定', 'Outcome according to the unit'],
  did: ['做了什么', 'What was done'],
  evidence: ['证据', 'Evidence'],
  times: ['时限', 'Deadlines'],
  check: ['审核退回', 'Sent back by the checker'],
  outcome: ['市民说结果', 'Outcome according to the citizen'],
  satisfaction: ['市民满意度', 'Satisfaction'],
  reason: ['哪里不满意', 'What was wrong'],
  words: ['市民原话', 'The citizen’s words'],
  found: ['复核认定', 'Review found'],
  differs: ['两轮不同', 'differs'],
  none: ['没有', 'none'],
  unhappy: ['市民不满意', 'The citizen is dissatisfied'],
  noCallback: ['市民要求重开，没有回访记录', 'Re-opened by the citizen; no callback was made'],
  decide: ['您的认定', 'Your decision'],
})
