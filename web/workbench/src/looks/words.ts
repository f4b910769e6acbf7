import { tell, type Pair } from '@/kernel/words'

/** How data was opened; `alarm` and `grant` are about colleagues. */
export const WAY_NAMES: Record<string, Pair> = {
  reveal: ['看了市民号码', 'Saw the citizen’s number'],
  page: ['打开保密件', 'Opened a confidential case'],
  print: ['打开打印页', 'Opened the print page'],
  attachment: ['打开附件', 'Opened an attachment'],
  number: ['看来电号码', 'Saw the number of a caller'],
  callers: ['按号码查来电人', 'Looked up a caller'],
  export: ['导出清单', 'Exported a list'],
  alarm: ['到了每小时上限', 'Reached the hourly limit'],
  grant: ['授予岗位', 'Granted roles'],
}

/** The work to which a look belonged. */
export const BASES: Record<string, Pair> = {
  order: ['本单位在办', 'own unit’s order'],
  desk: ['本岗位待办', 'waits for this role'],
  draft: ['自己登记的草稿', 'own draft'],
  callback: ['正在回访', 'callback in hand'],
  call: ['通话中', 'on the call'],
}

export const t = tell({
  title: ['查看记录', 'Looks'],
  about: ['谁看过市民信息、保密件和清单，为什么看。自己的不在这里。', 'Who opened citizens’ data, confidential cases and lists, and why. Your own looks are not shown.'],
  who: ['谁', 'Person'],
  anybody: ['所有人', 'Everybody'],
  way: ['做了什么', 'Action'],
  anyWay: ['所有操作', 'All actions'],
  why: ['理由', 'Reason'],
  anyReason: ['所有理由', 'All reasons'],
  when: ['时间', 'Time'],
  case: ['诉求', 'Case'],
  unwritten: ['没写理由', 'no written reason'],
  hiddenCase: ['您不可见', 'not visible to you'],
  cases: ['{n} 件', '{n|case|cases}'],
  limit: ['{n} 次', '{n|look|looks}'],
  granted: ['给 {login}：{roles}', 'to {login}: {roles}'],
  system: ['系统', 'System'],
  none: ['没有记录', 'Nothing recorded'],
  noneHint: ['换个筛选条件', 'Try another filter'],
  more: ['更早的', 'Earlier'],
})
