import type { Move } from '@/api/types'
import { named, type Pair } from '@/kernel/words'

/** Button labels of the moves: verbs. */
export const MOVES: Record<string, Pair> = {
  send_case: ['派单', 'Send'],
  dispatch_case: ['派单', 'Dispatch'],
  pass_case: ['看过，照规则派', 'Pass: let the rules dispatch'],
  answer_case: ['当场答复', 'Answer now'],
  refuse_case: ['不予受理', 'Decline'],
  transfer_emergency: ['转紧急电话', 'Hand to emergency'],
  confirm_receipt: ['对方已接', 'Confirm receipt'],
  emergency_refused: ['对方不接，派单', 'Dispatch after refusal'],
  inform_unit: ['转告被表扬的单位', 'Inform the unit praised'],
  note_praise: ['知悉，转告本人', 'Note and pass on'],
  void_case: ['作废', 'Void'],
  correct_case: ['改信息', 'Correct'],
  add_co_unit: ['加协办', 'Add co-unit'],
  release_order: ['不再需要协办', 'Release co-unit'],
  ask_information: ['请市民补充', 'Ask the citizen'],
  give_information: ['记补充', 'Record answer'],
  claim_ruling: ['提请确责', 'Ask for a ruling'],
  withdraw_case: ['撤诉', 'Withdraw'],
  confirm_withdrawal: ['确认撤诉', 'Confirm the withdrawal'],
  refuse_withdrawal: ['市民没有撤诉', 'Not withdrawn by the citizen'],
  urge_case: ['催办', 'Urge'],
  add_note: ['记一笔', 'Add note'],
  renew_access: ['换新查询码', 'New code'],
  ring_unit: ['记值班电话', 'Record a duty call'],
  tell_progress: ['已告知进度', 'Record: progress reported'],
  append_words: ['记市民补充', 'Record addition'],
  confirm_refusal: ['确认不予受理', 'Confirm non-acceptance'],
  overturn_refusal: ['改为受理', 'Accept after all'],
  object_refusal: ['市民有异议', 'Record objection'],
  sign_order: ['签收', 'Sign'],
  log_contact: ['记先行联系', 'Record contact'],
  forward_order: ['转派', 'Forward'],
  hand_over_order: ['转给接手单位', 'Hand to another unit'],
  reply_order: ['答复', 'Reply'],
  reply_together: ['一并答复', 'Reply together'],
  ask_return: ['申请退单', 'Request return'],
  return_inside: ['退回上级', 'Return to unit above'],
  accept_inside: ['同意退回', 'Accept return'],
  refuse_inside: ['不同意退回', 'Refuse return'],
  ask_extension: ['申请延期', 'Request extension'],
  ask_suspension: ['申请挂账', 'Request suspension'],
  ask_desk: ['请热线补问', 'Ask via the hotline'],
  ask_exclusion: ['申请剔除', 'Request exclusion'],
  grant_return: ['同意退回', 'Grant return'],
  refuse_return: ['驳回退单', 'Refuse return'],
  call_ruling: ['提请确责', 'Request ruling'],
  give_opinion: ['提意见', 'Give opinion'],
  invite_opinions: ['征询意见', 'Request opinions'],
  withdraw_precedent: ['撤销先例', 'Withdraw precedent'],
  rule_responsibility: ['确责', 'Rule'],
  grant_extension: ['同意延期', 'Grant extension'],
  refuse_extension: ['不同意延期', 'Refuse extension'],
  grant_suspension: ['同意挂账', 'Grant suspension'],
  refuse_suspension: ['不同意挂账', 'Refuse suspension'],
  end_suspension: ['结束挂账', 'End suspension'],
  grant_exclusion: ['同意剔除', 'Grant exclusion'],
  refuse_exclusion: ['不同意剔除', 'Refuse exclusion'],
  supervise_case: ['督办', 'Supervise'],
  urge_unit: ['催这家单位', 'Urge this unit'],
  record_media: ['记媒体关注', 'Record media case'],
  advance_media: ['媒体关注进下一步', 'Next media stage'],
  end_supervision: ['结束督办', 'End supervision'],
  propose_summary: ['拟公开摘要', 'Propose summary'],
  refuse_summary: ['不公开', 'Do not publish'],
  publish_summary: ['公开摘要', 'Publish summary'],
  withdraw_summary: ['撤下公开摘要', 'Withdraw summary'],
  link_case: ['关联诉求', 'Link case'],
  record_visit: ['记到场核查', 'Record field visit'],
  merge_case: ['并单', 'Merge'],
  undo_merge: ['取消并单', 'Undo merge'],
  split_case: ['拆单', 'Split'],
  pass_check: ['审核通过', 'Pass check'],
  fail_check: ['退回重答', 'Send back'],
  confirm_check: ['确认办好了', 'Confirm as solved'],
  refuse_check: ['没办好，退回重答', 'Not solved: send back'],
  answer_callback: ['记回访结果', 'Record callback'],
  attempt_callback: ['没联系上', 'Record: not reached'],
  redo_case: ['重办', 'Redo'],
  close_with_reason: ['办结', 'Close'],
  reopen_case: ['重开', 'Re-open'],
  reopen_archived: ['重开归档', 'Re-open archived'],
}

export const FIELDS: Record<string, Pair> = {
  record: ['哪一项', 'Request'],
  basis: ['法律依据', 'Law'],
  no_contact: ['为什么没联系市民', 'Why was the citizen not contacted?'],
  words: ['内容', 'Text'],
  reply: ['答复', 'Reply'],
  others: ['一并答复的另几件', 'Other orders'],
  shown: ['给市民看的附件', 'Files shown to the citizen'],
  outcome: ['结果', 'Outcome'],
  satisfaction: ['满意度', 'Satisfaction'],
  note: ['说明', 'Note'],
  reason: ['理由', 'Reason'],
  claim: ['退单陈述', 'Statement'],
  proposed_unit: ['建议单位', 'Proposed unit'],
  unit: ['单位', 'Unit'],
  co_units: ['协办单位', 'Co-units'],
  complained: ['被投诉单位', 'Unit complained about'],
  amount: ['延长（按原时限的单位）', 'Extend by (units of the limit)'],
  question: ['要问什么', 'Question'],
  plan: ['办理计划', 'Plan'],
  summary: ['公开摘要（人人看得到，不写姓名、电话、门牌）', 'Public summary (visible to everyone: no names, phone or house numbers)'],
  review_on: ['复查日期', 'Review date'],
  finding: ['认定', 'Finding'],
  result: ['结果', 'Result'],
  remedy: ['告知救济途径', 'Remedy explained'],
  service: ['转到', 'Service'],
  contact: ['对方接警人或工号', 'Who confirmed there'],
  title: ['标题', 'Title'],
  topic: ['事项', 'Topic'],
  urgency: ['等级', 'Urgency'],
  nature: ['类型', 'Nature'],
  district: ['区', 'District'],
  street: ['街镇', 'Street'],
  address: ['地址', 'Address'],
  needed_by: ['事项时限', 'Needed by'],
  company: ['公司、店家', 'Company'],
  company_address: ['公司地址', 'Company address'],
  order_number: ['订单号', 'Order number'],
  paid: ['金额', 'Amount paid'],
  paid_on: ['付款日期', 'Paid on'],
  expedite: ['急', 'Expedite'],
  confidential: ['保密', 'Confidential'],
  number: ['另一件的编号', 'Number of the other case'],
  person: ['表扬谁', 'Person praised'],
  outlet: ['媒体', 'Outlet'],
  stage: ['进展', 'Stage'],
  people: ['到场人数', 'People present'],
  units: ['征询单位', 'Units consulted'],
  due: ['最迟答复', 'Answer by'],
  reach: ['适用范围', 'Scope'],
  until: ['适用到', 'Valid until'],
  findings: ['逐条认定', 'Findings'],
  cites: ['引用先例', 'Precedents cited'],
  at: ['约定时间', 'Promised time'],
  rung: ['打给谁', 'Person rung'],
  answered: ['接没接', 'Answered?'],
  checked: ['怎么核对的', 'How the caller was checked'],
  reasons: ['差在哪里', 'Deficiencies'],
  told: ['写给市民的话；不写，市民看到单位写的', 'To the citizen; if empty, the citizen reads the words of the unit'],
}

/** Moves whose text the citizen reads unchanged. */
export const TO_CITIZEN = new Set([
  'reply_order',
  'answer_case',
  'refuse_case',
  'close_with_reason',
  'ask_desk',
  'ask_information',
  'redo_case',
])

/** Moves that also take words of their own for the citizen. */
export const WITH_TOLD = new Set(['grant_extension', 'grant_suspension'])

export function moveName(move: string | undefined): string {
  return named(MOVES, move)
}

export function fieldName(name: string): string {
  return named(FIELDS, name)
}

/** Moves outside the normal flow: offered last, never as the next step. */
const ASIDE = new Set([
  'tell_progress',
  'append_words',
  'renew_access',
  'ring_unit',
  'urge_case',
  'urge_unit',
  'correct_case',
  'call_ruling',
  'ask_information',
  'ask_desk',
  'supervise_case',
  'grant_extension',
  'refuse_extension',
  'grant_suspension',
  'refuse_suspension',
  'grant_exclusion',
  'refuse_exclusion',
  'ask_exclusion',
  'add_co_unit',
  'withdraw_precedent',
  'release_order',
  'link_case',
  'split_case',
  'merge_case',
  'undo_merge',
  'record_visit',
  'record_media',
  'publish_summary',
  'withdraw_summary',
  'transfer_emergency',
  'withdraw_case',
  'void_case',
])

const CALLED_FOR = 'supervise_case'

/** Sorts moves that advance the case first; otherwise keeps the server's order. `called`: a supervisor was requested. */
export function inOrder(moves: Move[], called = false): Move[] {
  const rank = ({ move }: Move): number => (called && move === CALLED_FOR ? 0 : ASIDE.has(move) ? 2 : 1)
  return [...moves].sort((one, other) => rank(one) - rank(other))
}

/** Judgements: neither answer is offered as the default. */
const JUDGED = new Set(['grant_return', 'refuse_return', 'accept_inside', 'refuse_inside', 'pass_check', 'fail_check', 'confirm_check', 'refuse_check', 'redo_case', 'close_with_reason'])

/** The step that the case expects from this viewer, if any; for a supervisor, to urge. */
export function nextStep(moves: Move[], roles: string[], called = false): Move | undefined {
  const hand = called && roles.includes('supervisor') && moves.find((move) => move.move === CALLED_FOR)
  if (hand) return hand
  if (moves.some((move) => JUDGED.has(move.move))) return undefined
  const urges = roles.includes('supervisor')
  return moves.find((move) => !ASIDE.has(move.move)) ?? (urges ? moves.find((move) => move.move === 'urge_case') : undefined)
}

const SPARE = [...'asdfzxvbtweriojlh']

/** Assigns each move its own key if it is free, else a spare letter. Reserved: `g` starts the desk keys, `n` is the note, `p`
 * prints, the others belong to a desk. */
export function withKeys(moves: Move[]): (Move & { combo: string })[] {
  const taken = new Set(['g', 'n', 'p', 'j', 'k', 't', 'x'])
  const own = moves.map((move) => {
    const wanted = move.key?.toLowerCase() ?? ''
    const free = wanted && !taken.has(wanted)
    if (free) taken.add(wanted)
    return free ? wanted : ''
  })
  return moves.map((move, at) => {
    const combo = own[at] || (SPARE.find((letter) => !taken.has(letter)) ?? '')
    taken.add(combo)
    return { ...move, combo }
  })
}
