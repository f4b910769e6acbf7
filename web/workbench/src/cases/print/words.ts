import { tell } from '@/kernel/words'

export const t = tell({
  office: ['{city}市12345市民服务热线', '{city} 12345 Citizen Hotline'],
  title: ['诉求办理单', 'Record of a case'],
  number: ['编号', 'Number'],
  nature: ['类型', 'Nature'],
  topic: ['事项', 'Topic'],
  urgency: ['等级', 'Urgency'],
  channel: ['渠道', 'Channel'],
  place: ['地点', 'Place'],
  citizen: ['诉求人', 'Citizen'],
  taken: ['受理时间', 'Taken'],
  unit: ['主办单位', 'Lead unit'],
  status: ['状态', 'Status'],
  promise: ['答复时限', 'Answer due'],
  words: ['诉求内容', 'Request'],
  merged: ['并入的诉求 {number}：', 'Merged case {number}: '],
  wish: ['期望：', 'Wish: '],
  round: ['办理经过（第 {n} 轮）', 'Handling (round {n})'],
  printed: ['本页由 {name}（{login}）于 {at} 打印；姓名、电话等已遮盖，内部使用。', 'Printed by {name} ({login}) on {at}; names and numbers are masked; for internal use.'],
})
