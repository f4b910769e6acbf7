import { tell, type Pair } from '@/kernel/words'

export const t = tell({
  byCo: ['协办单位退单', 'Return by a co-unit'],
  leadIs: ['主办是{unit}，{status}；协办退单不影响主办', 'Lead: {unit}, {status}. A co-unit’s return does not free the lead'],
  coReturns: ['{unit}（协办）', '{unit} (co-unit)'],
  desk: ['审退单', 'Decide returns'],
  nth: ['第 {n} 次退单', 'Return no. {n}'],
  asks: ['{unit}申请退单', '{unit} requests a return'],
  proposes: ['建议改派 {unit}', 'proposes {unit}'],
  pointByPoint: ['逐条认定', 'Point by point'],
  pointKeys: ['数字键选条，1 成立 2 存疑 3 不成立', 'Digits choose a point: 1 holds, 2 doubtful, 3 fails'],
  point: ['第 {n} 条', 'Point {n}'],
  evidence: ['证据 {n} 份', '{n|piece|pieces} of evidence'],
  noEvidence: ['单位没有附证据', 'The unit gave no evidence'],
  look: ['看证据', 'View the evidence'],
  zoomKeys: ['空格放大，左右键翻看', 'Space zooms, arrow keys browse'],
  close: ['收起', 'Close'],
  open: ['打开文件', 'Open the file'],
  play: ['录音', 'Recording'],
  earlier: ['这件以前的退单', 'Earlier returns of this case'],
  reason: ['理由', 'Reason'],
  reasonHint: ['必填，单位会看到', 'Required; the unit reads it'],
  write: ['按认定起草', 'Draft from the findings'],
  goToReason: ['写理由', 'Write the reason'],
  goToNext: ['选下一家', 'Choose the next unit'],
  nextUnit: ['同意后直接改派', 'If granted, dispatch to'],
  unchosen: ['“{text}”还没有选成单位。选一个，或者清空。', '“{text}” is no unit yet: choose one, or clear it.'],
  nextHint: ['不填就由派单台定', 'Empty: the dispatch desk decides'],
  coUnits: ['协办', 'Co-units'],
  rulingFollows: ['同意后满 {n} 次退单，按规定转确责，不再改派。', 'If granted, this is return no. {n}: the case goes to a responsibility review and no unit is chosen here.'],
  runsOn: ['市民的时限照走，不重新计算。', 'The citizen’s deadline keeps running.'],
  needReason: ['先写理由', 'Write the reason first'],
  readOnly: ['您可以看，不能定', 'You can view this but not decide'],
  nothingAsked: ['这件现在没有待审的退单', 'No return is waiting for a decision here'],
  duty: ['权责清单', 'Duty list'],
  noDuty: ['没有选事项，查不了清单', 'No topic chosen, so the list cannot be searched'],
  comesTo: ['本地对应 {unit}', 'Here: {unit}'],
  nobodyHere: ['地点不明，定不了单位', 'Place unknown: no unit can be determined'],
  unverified: ['来源未核实', 'source not verified'],
  sourced: ['来源：{source}', 'Source: {source}'],
  precedents: ['先例', 'Precedents'],
  noPrecedents: ['同一事项还没有裁定或退单决定', 'No ruling or return decision on this topic yet'],
  cite: ['引用进理由', 'Cite in the reason'],
  citeFirst: ['引用最近的先例', 'Cite the nearest precedent'],
  citation: ['参照先例 {number}（{place}，{day}{kind}）：{words}。', 'See precedent {number} ({place}, {day}, {kind}): {words}.'],
  cited: ['已引用', 'Cited'],
  citedTimes: ['被引用 {n} 次', 'cited {n|time|times}'],
  followed: ['之后按它派了 {n} 件，退回 {back} 件', 'sent {n|case|cases} since, {back} given back'],
  record: ['这个单位', 'This unit'],
  recordDays: ['近 {n} 天', 'last {n} days'],
  how: ['怎么算的', 'How it is counted'],
  recordSum: ['退单 {asked} 件：同意 {granted}，驳回 {refused}', '{asked|return|returns}: {granted} granted, {refused} refused'],
  recordRest: ['转确责 {ruling}，超时 {lapsed}，待审 {waiting}', '{ruling} sent to a ruling, {lapsed} lapsed, {waiting} waiting'],
  howWords: ['按申请时间，近 {n} 天里这个单位的每次退单都算一次；只列您能看的诉求：', 'All returns that this unit requested in the last {n} days. The list contains only cases you may see:'],
  way: ['经过', 'History'],
  decisionBy: ['{who} · {decision}', '{who} · {decision}'],
  bounded: ['适用：{where}', 'Applies to {where}'],
  until: ['到 {day}', 'until {day}'],
  withdrawn: ['已撤销：{why}', 'Withdrawn: {why}'],
})

export const HOLDINGS: Record<string, Pair> = {
  holds: ['成立', 'Holds'],
  doubtful: ['存疑', 'Doubtful'],
  fails: ['不成立', 'Fails'],
}

export const DECISIONS: Record<string, Pair> = {
  granted: ['同意退回', 'granted'],
  refused: ['驳回', 'refused'],
  ruling: ['转确责', 'sent to a ruling'],
  lapsed: ['超时未审，继续办理', 'lapsed'],
  waiting: ['待审', 'waiting'],
}

export const KINDS: Record<string, Pair> = {
  ruling: ['确责', 'ruling'],
  granted: ['同意退单', 'return granted'],
  refused: ['驳回退单', 'return refused'],
}

export const FARED: Record<string, Pair> = {
  solved: ['市民确认解决', 'solved according to the citizen'],
  explained: ['解释说明，市民认可', 'explained; the citizen agrees'],
  unsolved: ['后来没解决', 'not solved'],
  closed: ['已办结，未核实', 'closed, not verified'],
  again: ['后来又退单', 'returned again later'],
  withdrawn: ['市民撤诉', 'withdrawn'],
  open: ['还在办', 'still open'],
}

export const NEAR: Record<string, Pair> = {
  street: ['同街镇', 'same street'],
  district: ['同区', 'same district'],
  elsewhere: ['别的区', 'elsewhere'],
}

export const LEVELS: Record<string, Pair> = {
  city: ['市级', 'City'],
  district: ['区级', 'District'],
  street: ['街镇', 'Street'],
  company: ['企业', 'Company'],
}
