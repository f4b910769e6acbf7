import type { Happening } from '@/api/types'
import { refusalName, unitName } from '@/city/profile'
import { findLast } from '@/kernel/list'
import { capital, type Facts, listed, named, type Pair, say, withColon } from '@/kernel/words'
import { FIELDS } from '../moves'
import { CHANNELS, CHECK_REASONS, CLOCKS, OUTCOMES, REASONS, RELATIONS, REVEAL_REASONS, SATISFACTIONS, STAGES } from '../vocabulary'
import { serviceName } from '../emergencyLines'
import { t } from './words'

/** One sentence per event. Keys: the event's kind, then the field that distinguishes its variants. */
const SENTENCES: Record<string, Pair> = {
  'case.unsealed': ['不是反映公职人员，转为一般件办理', 'Not about officials: handled as an ordinary case'],
  'case.opened': ['{channel}，登记诉求', '{channel}: the request was registered'],
  'case.moved.answer': ['当场答复', 'answered on the spot'],
  'case.moved.dispatch': ['派出', 'dispatched'],
  'case.moved.send_to_desk': ['送派单台', 'sent to the dispatch desk'],
  'case.moved.screen': ['待初审', 'waits for screening'],
  'case.moved.screen.critical': ['特急，先由人看', 'critical: a person reads it first'],
  'case.moved.screen.tip_off': ['举报，先由人看', 'tip-off: a person reads it first'],
  'case.moved.screen.official': ['举报公职人员，密封给密件专员', 'a tip-off about officials, sealed for its keepers'],
  'case.moved.screen.names_unit': ['文字提到派单路径上的单位，先由人看', 'the words name a unit on the way: a person reads it first'],
  'case.moved.screen.consultation': ['咨询，先由人看', 'consultation: a person reads it first'],
  'case.moved.screen.no_rule': ['没有规则能定，先由人看', 'no rule decides: a person reads it first'],
  'case.moved.refuse': ['不予受理', 'not accepted'],
  'case.moved.transfer_emergency': ['转 {service}', 'handed over to {service}'],
  'case.moved.inform': ['转告单位，办结', 'the unit was informed; closed'],
  'case.moved.void': ['作废', 'declared void'],
  'case.moved.object': ['市民对不予受理提出异议', 'the citizen objected'],
  'case.moved.confirm_receipt': ['{service} 确认接到', '{service} confirmed receipt'],
  'case.moved.emergency_refused': ['{service} 不接，改为派单', '{service} gave the case back; dispatched to a unit'],
  'case.moved.all_replied': ['单位都已答复，送审核', 'all units replied; sent to the checker'],
  'case.moved.return_granted': ['退回派单台', 'back to the dispatch desk'],
  'case.moved.ask_information': ['请市民补充情况', 'the citizen was asked for information'],
  'case.moved.call_ruling': ['提请确责', 'responsibility ruling requested'],
  'case.moved.rule': ['确责完成，继续办理', 'ruling made; handling continues'],
  'case.moved.suspend': ['挂账', 'suspended'],
  'case.moved.resume_screening': ['回到待初审', 'back to screening'],
  'case.moved.resume_dispatch': ['回到待派单', 'back to dispatch'],
  'case.moved.resume_handling': ['继续办理', 'handling continues'],
  'case.moved.merge': ['并入另一件', 'merged into another case'],
  'case.moved.withdraw': ['市民撤诉', 'withdrawn by the citizen'],
  'case.moved.pass_check': ['审核通过，待回访', 'passed the check'],
  'case.moved.fail_check': ['审核不通过，退回重答', 'failed the check; sent back'],
  'case.moved.close_satisfied': ['市民认可，办结', 'the citizen agrees; closed'],
  'case.moved.close_unverified': ['没联系上市民，未核实办结', 'citizen not reached; closed unverified'],
  'case.moved.close_unasked': ['市民没留联系方式，无法回访，办结', 'closed without a callback: the citizen left no way to be asked'],
  'case.moved.dissatisfied': ['市民不满意，送复核', 'the citizen is dissatisfied; sent to review'],
  'case.moved.redo': ['未解决，重办', 'unsolved; sent out again'],
  'case.moved.close_with_reason': ['复核后办结', 'closed after review'],
  'case.moved.reopen': ['重开', 're-opened'],
  'case.moved.archive': ['归档', 'archived'],
  'case.changed': ['修改{fields}', 'corrected: {fields}'],
  'case.merged_citizen_spoke.addition': ['并入本件的市民补充', 'the citizen of a merged case added'],
  'case.merged_citizen_spoke.information': ['并入本件的市民补充', 'the citizen of a merged case added'],
  'case.merged_citizen_spoke.urge': ['并入本件的市民催办', 'urged for the citizen of a merged case'],
  'case.merged_citizen_spoke.file': ['并入本件的市民加了附件', 'a file was added to a merged case'],
  'case.linked': ['{relation}', '{relation}'],
  'order.dispatched.lead': ['派给{unit}', 'dispatched to {unit}'],
  'order.dispatched.co': ['请{unit}协办', '{unit} asked to co-handle'],
  'order.dispatched.sub': ['转派{unit}', 'forwarded to {unit}'],
  'order.handed_over': ['{former}撤并，工单转给{unit}', '{former} was dissolved; the order went to {unit}'],
  'order.moved.sign': ['{unit}签收', '{unit} signed'],
  'order.moved.sign_by_timeout': ['{unit}超时未签收，自动签收', '{unit} did not sign in time; signed automatically'],
  'order.moved.ask_return': ['{unit}申请退单：{reason}', '{unit} requested a return: {reason}'],
  'order.moved.grant_return': ['同意{unit}退单', 'the return by {unit} was granted'],
  'order.moved.call_ruling': ['{unit}退单转确责，裁定前继续办理', 'the return by {unit} goes to a ruling; handling continues until then'],
  'order.return_decided': ['逐条认定退单理由', 'the reasons for the return were judged point by point'],
  'order.moved.refuse_return': ['驳回{unit}退单', 'the return by {unit} was refused'],
  'order.moved.reply': ['{unit}答复：{outcome}', '{unit} replied: {outcome}'],
  'order.moved.fail_check': ['{unit}的答复被退回', 'the reply of {unit} was sent back'],
  'order.moved.accept': ['采纳{unit}的答复', 'the reply of {unit} was accepted'],
  'order.moved.release': ['不再需要{unit}协办', '{unit} no longer needs to co-handle'],
  'order.moved.cancel': ['取消{unit}的工单', 'the order of {unit} was cancelled'],
  'order.contacted': ['{unit}联系了市民', '{unit} contacted the citizen'],
  'case.text_written.words': ['市民的话', 'the citizen’s words'],
  'case.text_written.wish': ['市民的期望', 'the citizen’s wish'],
  'case.text_written.addition': ['市民补充', 'the citizen added'],
  'case.text_written.question': ['{unit}要问市民', '{unit} asks the citizen'],
  'case.text_written.information': ['补充的情况', 'information given'],
  'case.text_written.opinion': ['意见', 'opinion'],
  'case.text_written.receipt': ['对方接警人', 'who confirmed there'],
  'case.text_written.plan': ['办理计划', 'plan'],
  'case.text_written.extension': ['告知市民延期原因', 'the citizen was told why it takes longer'],
  'case.text_written': ['记一笔', 'note'],
  'clock.fired': ['{clock}时限已到', 'deadline passed: {clock}'],
  'clock.changed.pause': ['时限暂停', 'deadlines paused'],
  'clock.changed.resume': ['时限恢复', 'deadlines resumed'],
  'clock.changed.extension': ['时限延长', 'deadline extended'],
  'clock.changed.urgency': ['等级改变，时限重算', 'urgency changed; deadlines recalculated'],
  'clock.changed': ['时限重算', 'deadlines recalculated'],
  'case.side_recorded': ['记录', 'recorded'],
  'case.side_recorded.refusal': ['不予受理，待确认', 'not accepted; waiting for confirmation'],
  'case.side_recorded.refusal.confirmed': ['确认不予受理', 'non-acceptance confirmed'],
  'case.side_recorded.refusal.overturned': ['不予受理不成立，改为受理', 'non-acceptance overturned; the case is accepted'],
  'case.side_recorded.refusal.objected': ['市民提出异议，不予受理不用再确认', 'the citizen objected; the non-acceptance no longer needs confirmation'],
  'case.side_recorded.withdrawal': ['市民要撤诉，待热线确认', 'the citizen wants to withdraw; waiting for confirmation'],
  'case.side_recorded.withdrawal.refused': ['市民没有撤诉，继续办', 'not withdrawn by the citizen; the case goes on'],
  'case.side_recorded.withdrawal.confirmed': ['已向市民确认撤诉', 'the withdrawal was confirmed with the citizen'],
  'case.side_recorded.second_check': ['审核通过一次，有疑点，等第二个人确认', 'passed once with doubts; a second person must confirm'],
  'case.side_recorded.second_check.confirmed': ['第二个人确认办好了', 'a second person confirmed that it is solved'],
  'case.side_recorded.second_check.refused': ['第二个人认为没办好', 'a second person found that it is not solved'],
  'case.side_recorded.praise': ['表扬转告{unit}', 'the praise was passed on to {unit}'],
  'case.side_recorded.praise.noted': ['{unit}已知悉表扬', '{unit} noted the praise'],
  'case.side_recorded.danger': ['文字中有紧急情况', 'the words report a danger'],
  'case.side_recorded.danger.over': ['紧急情况已处理', 'the reported danger was dealt with'],
  'case.side_recorded.imported': ['从其他系统导入', 'imported from another system'],
  'case.side_recorded.ring': ['打{unit}值班电话，没人接', 'rang the duty telephone of {unit}: no answer'],
  'case.side_recorded.ring.reached': ['打通{unit}值班电话', 'reached the duty telephone of {unit}'],
  'case.side_recorded.urge': ['催办', 'urged'],
  'case.side_recorded.inquiry': ['市民问进度，已告知', 'the citizen asked about progress and was told'],
  'case.side_recorded.extension': ['申请延期', 'extension requested'],
  'case.side_recorded.extension.granted': ['同意延期', 'extension granted'],
  'case.side_recorded.extension.refused': ['不同意延期', 'extension refused'],
  'case.side_recorded.extension.dropped': ['工单已结束，延期申请不用再审', 'extension request dropped because the order ended'],
  'case.side_recorded.suspension': ['申请挂账', 'suspension requested'],
  'case.side_recorded.suspension.granted': ['同意挂账', 'suspension granted'],
  'case.side_recorded.suspension.refused': ['不同意挂账', 'suspension refused'],
  'case.side_recorded.suspension.dropped': ['工单已结束，挂账申请不用再审', 'suspension request dropped because the order ended'],
  'case.side_recorded.exclusion': ['申请剔除', 'exclusion requested'],
  'case.side_recorded.exclusion.granted': ['同意剔除', 'exclusion granted'],
  'case.side_recorded.exclusion.refused': ['不同意剔除', 'exclusion refused'],
  'case.side_recorded.supervision': ['督办', 'supervised'],
  'case.side_recorded.supervision.asked': ['{cause}，需要督办', '{cause}; supervisor requested'],
  'case.side_recorded.supervision.taken': ['督办已接手', 'taken over by a supervisor'],
  'case.side_recorded.supervision.done': ['督办结束', 'supervision ended'],
  'case.side_recorded.field_visit': ['到场核查', 'field visit'],
  'case.side_recorded.emergency': ['转 {service}', 'handed over to {service}'],
  'case.side_recorded.emergency.confirmed': ['{service} 确认接到', '{service} confirmed receipt'],
  'case.side_recorded.emergency.refused': ['{service} 不接', '{service} gave the case back'],
  'case.side_recorded.media_case': ['媒体关注：{stage}', 'media case: {stage}'],
  'case.side_recorded.media_case.closed': ['媒体关注已闭环', 'media case closed'],
  'case.side_recorded.proposal': ['拟公开摘要', 'public summary proposed'],
  'case.side_recorded.proposal.refused': ['不同意公开摘要', 'public summary refused'],
  'case.side_recorded.proposal.answered': ['公开摘要已决定', 'proposed summary decided'],
  'case.side_recorded.publication': ['公开摘要', 'summary published'],
  'case.side_recorded.publication.replaced': ['更换公开摘要', 'public summary replaced'],
  'case.side_recorded.publication.withdrawn': ['撤下公开摘要', 'public summary withdrawn'],
  'case.text_written.invitation': ['征询意见', 'opinions requested'],
  'case.text_written.precedent': ['先例要点', 'summary of the precedent'],
  'case.opinions_invited': ['征询意见', 'opinions requested'],
  'case.opinion_given': ['收到意见', 'opinion received'],
  'case.precedent_bounded': ['记为先例', 'recorded as a precedent'],
  'case.precedent_withdrawn': ['撤销先例', 'precedent withdrawn'],
  'case.ruled': ['裁定由{unit}办理', 'ruled: {unit} is responsible'],
  'callback.planned': ['安排回访', 'callback planned'],
  'callback.shared': ['市民在另一件里统一回访', 'the citizen is asked in another case'],
  'callback.verdict_shared': ['同一市民在另一件里回答：{outcome}，{satisfaction}', 'same citizen, asked in another case: {outcome}, {satisfaction}'],
  'callback.attempted': ['第 {attempt} 次回访，{result}', 'callback attempt {attempt}: {result}'],
  'callback.answered': ['回访：{outcome}，{satisfaction}', 'callback: {outcome}, {satisfaction}'],
  'case.access_code_asked': ['有人按手机号要了查询验证码', 'somebody asked for a code to the citizen’s telephone'],
  'case.access_renewed': ['给了市民新的查询码，旧的作废', 'the citizen got a new link and code; the old ones ended'],
  'case.attachment_added': ['加了附件', 'attached a file'],
  'notify.message_used': ['市民点开了消息，号码已确认', 'the citizen opened the message; the number is confirmed'],
  'notify.message_sent': ['已发消息给市民：{template}', 'message sent to the citizen: {template}'],
  'notify.message_gave_up': ['消息没有送达市民：{template}', 'message did not reach the citizen: {template}'],
  'people.citizen_erased': ['市民的个人信息已删除', 'the citizen’s data was erased'],
  'people.citizen_revealed': ['查看市民号码：{look}', 'viewed the citizen’s number: {look}'],
}

export const CAUSES: Record<string, Pair> = {
  reopened: ['市民第 {times} 次要求重开', 're-opened by the citizen {times} times'],
  emergency: ['紧急电话超时未确认', 'emergency transfer not confirmed in time'],
}

const RESULTS: Record<string, Pair> = {
  no_answer: ['没人接', 'no answer'],
  busy: ['占线', 'busy'],
  refused: ['拒绝', 'refused'],
  wrong_number: ['空号、号码不对', 'wrong number'],
  another_time: ['改约时间', 'another time'],
}

const TEMPLATES: Record<string, Pair> = {
  receipt: ['已受理', 'accepted'],
  dispatched: ['已派单', 'dispatched'],
  signed: ['单位已签收', 'signed by the unit'],
  information: ['请补充情况', 'please provide information'],
  extended: ['已延期', 'extended'],
  suspended: ['已挂账', 'suspended'],
  not_accepted: ['不予受理及救济途径', 'not accepted, and the remedy'],
  merged: ['已并入同类诉求', 'merged with similar cases'],
  second_round: ['重办', 'sent out again'],
  survey: ['请评价', 'please rate'],
  unverified: ['没联系上您', 'we could not reach you'],
  closed: ['已办结', 'closed'],
  access_code: ['查询验证码', 'a code'],
  discreet: ['有新进展', 'there is news'],
}

/** Events kept for the record that few people need to read. */
const QUIET = new Set([
  'clock.fired.return_window',
  'clock.fired.reopen',
  'clock.fired.object',
  'order.moved.accept',
  'order.return_decided',
  'case.opinions_invited',
  'case.opinion_given',
  'case.precedent_bounded',
  'order.moved.cancel',
  'case.moved.transfer_emergency',
  'case.moved.confirm_receipt',
  'case.side_recorded.emergency.refused',
  'case.side_recorded.danger.over',
  'case.moved.dispatch',
  'case.moved.all_replied',
  'notify.message_sent',
  'case.side_recorded.supervision.taken',
  'case.side_recorded.refusal.objected',
  'case.side_recorded.proposal.answered',
  'people.citizen_revealed',
])

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** The keys that match this event, from the most specific to the most general. */
export function keysOf({ kind, data }: Happening): string[] {
  const variant = text(data.move ?? data.role ?? data.said ?? data.text_kind ?? data.why ?? data.record ?? data.clock)
  const status = text(data.status ?? (data.details as { why?: string } | undefined)?.why)
  return [`${kind}.${variant}.${status}`, `${kind}.${variant}`, kind]
}

export function isQuiet(happening: Happening): boolean {
  return keysOf(happening).some((key) => QUIET.has(key))
}

/** True if the system requested a supervisor, whoever caused it. */
export function isCall(happening: Happening): boolean {
  return keysOf(happening)[0] === 'case.side_recorded.supervision.asked'
}

function factsOf(happening: Happening): Facts {
  const data = { ...happening.data, ...(happening.data.data as Record<string, unknown> | undefined) }
  const cause = CAUSES[text(data.why)]
  const changes = Object.keys((data.changes as Record<string, unknown> | undefined) ?? {})
  return {
    cause: cause ? say(cause, { times: text(data.times) }) : '',
    unit: unitName(text(data.unit)),
    former: unitName(text(data.before)),
    channel: named(CHANNELS, text(data.channel)),
    outcome: named(OUTCOMES, text(data.outcome)),
    satisfaction: named(SATISFACTIONS, text(data.satisfaction)),
    reason: refusalName(text(data.reason)) || named(REASONS, text(data.return_reason ?? data.reason)),
    look: named(REVEAL_REASONS, text(data.reason)),
    service: serviceName(factsOfMove(happening).service ?? text(data.service)),
    stage: named(STAGES, text(data.status)),
    clock: named(CLOCKS, text(data.clock)),
    relation: named(RELATIONS, text(data.relation)),
    result: named(RESULTS, text(data.result)),
    attempt: text(data.attempt),
    template: named(TEMPLATES, text(data.template)),
    fields: listed(changes.map((name) => named(FIELDS, name))),
  }
}

function factsOfMove({ data }: Happening): { reasons?: string[]; service?: string } {
  return (data.details ?? {}) as { reasons?: string[]; service?: string }
}

/** The deficiencies a checker marked in a reply that was sent back. */
export function lacking(happening: Happening): string {
  return listed((factsOfMove(happening).reasons ?? []).map((code) => named(CHECK_REASONS, code)))
}

export function sentenceOf(happening: Happening): string {
  const pair = keysOf(happening)
    .map((key) => SENTENCES[key])
    .find(Boolean)
  return pair ? withColon(capital(say(pair, factsOf(happening))), lacking(happening)) : happening.kind
}

export interface HandOver {
  service: string
  at: number
  confirmed: number | undefined
}

/** The latest hand-over to an emergency service, unless the service gave the case back. */
export function handOver(history: Happening[]): HandOver | undefined {
  const moves = history.filter((one) => one.kind === 'case.moved')
  const sent = findLast(moves, (one) => one.data.move === 'transfer_emergency')
  if (!sent) return undefined
  const after = moves.slice(moves.indexOf(sent)).map((one) => ({ move: one.data.move, at: Date.parse(one.at) }))
  if (after.some(({ move }) => move === 'emergency_refused')) return undefined
  const confirmed = after.find(({ move }) => move === 'confirm_receipt')?.at
  return { service: serviceName(factsOfMove(sent).service), at: Date.parse(sent.at), confirmed }
}

/** The actor in words: a name, the citizen, or the system. */
export function whoOf(happening: Happening): string {
  if (happening.actor_kind === 'citizen') return t('citizen')
  return happening.actor_kind === 'staff' && !isCall(happening) ? (happening.actor ?? '') : t('system')
}
