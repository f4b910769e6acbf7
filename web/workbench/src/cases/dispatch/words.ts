import { tell, type Pair } from '@/kernel/words'

export const t = tell({
  desk: ['派单台', 'Dispatch desk'],
  namesUnits: ['原话提到 {units}，是投诉它吗？', 'The words name {units}. Is the complaint about it?'],
  blame: ['列为被投诉单位', 'Take it as the unit complained about'],
  gap: ['、', ', '],
  rules: ['按规则', 'What the rules say'],
  bare: ['没有事项和地点', 'No topic or place'],
  choose: ['选它', 'Choose'],
  canGo: ['可派', 'Possible'],
  nobody: ['没有规则能定', 'No rule applies'],
  unit: ['承办单位', 'Unit'],
  coUnits: ['协办', 'Co-units'],
  reason: ['理由', 'Reason'],
  reasonHint: ['可不填', 'optional'],
  send: ['派单', 'Dispatch'],
  sendAll: ['一并派 {n} 件', 'Dispatch {n} together'],
  goUnit: ['选单位', 'Choose the unit'],
  goCo: ['选协办', 'Choose co-units'],
  take: ['选第 {n} 个候选', 'Choose candidate {n}'],
  need: ['先选承办单位', 'Choose the unit first'],
  alike: ['同街镇、同事项还有 {n} 件待派', '{n|similar case is|similar cases are} also waiting'],
  alikeAll: ['一并派', 'Dispatch together'],
  some: ['{n} 件没派成，还在列表里', '{n} could not be dispatched; they are still in the list'],
  past: ['以前派给谁', 'Where similar cases went'],
  pastWhere: ['{where}，近一年 {n} 件', '{where}, {n|case|cases} within a year'],
  noPast: ['近一年这里没有同类诉求', 'No similar case here in the past year'],
  pastCame: ['退回 {returned}，解决 {solved}，解释 {explained}，未解决 {unsolved}', '{returned} returned, {solved} solved, {explained} explained, {unsolved} unsolved'],
  find: ['查权责清单', 'Search the duty list'],
  findHint: ['事项、单位、依据或拼音首字母', 'Topic, office, basis or initials'],
  nothing: ['清单里没有', 'Not in the list'],
  ask: ['请市民补充', 'Ask the citizen'],
  askWords: ['问什么（市民会收到）', 'Question (sent to the citizen)'],
  templates: ['常用问题', 'Frequent questions'],
  send_question: ['发给市民', 'Send'],
  cancel: ['先不问', 'Not now'],
})

export const RULES: Record<string, Pair> = {
  fast_desk: ['快速处置专班', 'Fast desk'],
  ruling: ['以前的确责', 'Earlier ruling'],
  topic_rule: ['事项规则', 'Topic rule'],
  praise: ['表扬的单位', 'Unit praised'],
  committee: ['被投诉居（村）委会的街镇', 'Street of the committee'],
  duty_list: ['权责清单', 'Duty list'],
}

export const OBSTACLES: Record<string, Pair> = {
  not_called_for: ['不属快速处置', 'not a matter for it'],
  no_topic: ['没有选事项', 'no topic'],
  no_place: ['地点不明，定不了单位', 'no place, so no unit'],
  nothing_for_it: ['没有相应规定', 'no rule applies'],
  aboveStreets: ['举报，不自动派给街镇，由上一级办', 'a tip-off never goes to a street by itself; the unit above handles it'],
  complained: ['市民投诉的就是它，不能派', 'the citizen complains about this unit'],
  returned: ['已经退过这件，规则不再派', 'already returned this case'],
}

/** Frequent questions; the officer may edit the text. */
export const QUESTIONS: Pair[] = [
  ['请问具体在什么位置？请说明路名、门牌号或附近的标志物。', 'Where exactly is it? Please give the street and number or a nearby landmark.'],
  ['请问是什么时候发生的？现在还在继续吗？', 'When did it happen? Is it still going on?'],
  ['请问涉及的单位或商家叫什么名字？', 'What is the name of the company or shop?'],
  ['方便的话，请上传现场照片或相关单据。', 'If you can, please add a photo of the place or of the documents.'],
  ['请问以前向哪个单位反映过？对方怎么答复的？', 'Which office did you contact before, and what was the answer?'],
]
