import type { Schemas } from '@/api/client'
import type { Pair } from '@/kernel/words'

/** The closed vocabularies of a case, in the terms of the glossary. */
type Table = Record<string, Pair>

export const STATUSES: Table = {
  draft: ['填单', 'Draft'],
  screening: ['待初审', 'To screen'],
  answered: ['当场答复', 'Answered'],
  not_accepted: ['不予受理', 'Not accepted'],
  emergency_transferred: ['已转紧急电话', 'Handed to emergency'],
  pending_dispatch: ['待派单', 'Waiting for dispatch'],
  handling: ['办理中', 'Being handled'],
  needs_information: ['待补充', 'Needs information'],
  responsibility_review: ['确责中', 'Responsibility review'],
  suspended: ['挂账', 'Suspended'],
  checking: ['答复审核', 'Being checked'],
  callback_pending: ['待回访', 'Waiting for callback'],
  review: ['复核中', 'In review'],
  closed: ['办结', 'Closed'],
  withdrawn: ['撤诉', 'Withdrawn'],
  merged: ['并单', 'Merged'],
  void: ['作废', 'Void'],
  archived: ['归档', 'Archived'],
}

export const ORDER_STATUSES: Table = {
  dispatched: ['待签收', 'Waiting for signature'],
  in_progress: ['办理中', 'In progress'],
  return_requested: ['退单待审', 'Return requested'],
  replied: ['已答复', 'Replied'],
  returned: ['已退回', 'Returned'],
  released: ['不再需要', 'Released'],
  done: ['办完', 'Done'],
  cancelled: ['已取消', 'Cancelled'],
}

export const ORDER_ROLES: Table = { lead: ['主办', 'Lead'], co: ['协办', 'Co'], sub: ['转派', 'Sub'] }

export const NATURES: Table = {
  consultation: ['咨询', 'Consultation'],
  help: ['求助', 'Help'],
  complaint: ['投诉', 'Complaint'],
  tip_off: ['举报', 'Tip-off'],
  suggestion: ['建议', 'Suggestion'],
  praise: ['表扬', 'Praise'],
}

export const URGENCIES: Table = {
  normal: ['一般', 'Normal'],
  urgent: ['紧急', 'Urgent'],
  critical: ['特急', 'Critical'],
}

export const CHANNELS: Table = {
  phone: ['来电', 'Phone'],
  web: ['网页', 'Web'],
  mobile: ['手机页面', 'Mobile page'],
  api: ['接口', 'API'],
  letter: ['来信', 'Letter'],
  email: ['邮件', 'E-mail'],
  visit: ['来访', 'Walk-in'],
  emergency_110: ['110 转来', 'From 110'],
  import: ['导入', 'Import'],
}

export const CLOCKS: Table = {
  answer: ['答复市民', 'Answer to citizen'],
  screening: ['初审', 'Screening'],
  dispatch: ['派单', 'Dispatch'],
  sign: ['签收', 'Sign'],
  first_contact: ['先行联系', 'First contact'],
  respond: ['响应', 'Respond'],
  close: ['答复', 'Reply'],
  return_window: ['可退单', 'Return allowed'],
  return_decision: ['审退单', 'Decision on return'],
  check: ['审核', 'Check'],
  callback: ['回访', 'Callback'],
  review: ['复核', 'Review'],
  information: ['补充', 'Information'],
  ruling: ['确责', 'Ruling'],
  reopen: ['可重开', 'Re-opening allowed'],
  object: ['可异议', 'Objection allowed'],
  suspension: ['挂账到', 'Suspended until'],
  emergency: ['对方确认', 'Emergency confirmation'],
}

export const OUTCOMES = {
  solved: ['实际解决', 'Solved'],
  explained: ['解释说明', 'Explained'],
  unsolved: ['未解决', 'Unsolved'],
} satisfies Record<Schemas['Outcome'], Pair>

export const isOutcome = (code: string): code is Schemas['Outcome'] => Object.hasOwn(OUTCOMES, code)

export const SATISFACTIONS: Table = {
  satisfied: ['满意', 'Satisfied'],
  mostly: ['基本满意', 'Mostly satisfied'],
  neutral: ['一般', 'Neutral'],
  dissatisfied: ['不满意', 'Dissatisfied'],
}

export const RELATIONS: Table = {
  follow_up: ['之前的诉求', 'Earlier case'],
  praises: ['表扬的是这件', 'Praises this case'],
  praised_by: ['因这件受表扬', 'Praised by'],
  followed_by: ['之后的诉求', 'Later case'],
  split: ['从这件拆出', 'Split from'],
  split_off: ['拆出的一件', 'Split off'],
  merge: ['并入', 'Merge'],
  merged_into: ['已并入', 'Merged into'],
  merged_here: ['并入本件', 'Merged here'],
  unmerge: ['取消并入', 'Merge undone'],
}

/** Deficiencies of a reply, as the checker's list names them. */
/** Why a unit replied without contact. */
export const NO_CONTACTS: Table = {
  unreachable: ['打了几次，没联系上', 'Tried, not reached'],
  not_wanted: ['市民不要联系', 'The citizen wants no contact'],
  no_way: ['没有联系方式', 'No way to contact'],
}

/** What a checker sees of a reply, and what makes a second person decide. */
export const DOUBTS: Table = {
  passed_on: ['只说转给别人办，没说做了什么', 'Only passes it on; says nothing that was done'],
  court_only: ['只说走司法途径，没说本单位做了什么', 'Only points to the courts; says nothing that the unit did'],
  copied: ['和别的事项答复一模一样', 'The same words as for other matters'],
  no_contact: ['没有联系市民，也没说为什么', 'The citizen was not contacted, and no reason is given'],
}

export const CHECK_REASONS: Table = {
  outcome: ['结果不可信', 'Outcome not plausible'],
  wish: ['没回应期望', 'Wish not answered'],
  plain_words: ['说得不清楚', 'Not in plain words'],
  evidence: ['缺证据', 'No evidence'],
  other: ['其他', 'Other'],
}

/** Options of choices, by field name where the same code has two meanings. */
export const OPTIONS: Record<string, Table> = {
  outcome: OUTCOMES,
  satisfaction: SATISFACTIONS,
  nature: NATURES,
  urgency: URGENCIES,
  result: {
    no_answer: ['没人接', 'No answer'],
    busy: ['占线', 'Busy'],
    refused: ['拒绝回访', 'Refused'],
    wrong_number: ['空号、号码不对', 'Wrong number'],
    another_time: ['改约时间', 'Another time'],
  },
  reach: { street: ['本街镇', 'This street'], district: ['本区', 'This district'], city: ['全市', 'Whole city'], case: ['只限本件', 'This case only'] },
  reasons: CHECK_REASONS,
  no_contact: NO_CONTACTS,
  answered: { reached: ['打通了', 'Answered'], no_answer: ['没人接', 'No answer'] },
  checked: {
    number: ['来电就是登记的号码', 'Calls from the number on record'],
    details: ['说得出编号和内容', 'Knows number and matter'],
    document: ['出示了证件', 'Showed a document'],
  },
}

export const REASONS: Table = {
  not_our_duty: ['不是本单位职责', 'Not our duty'],
  not_our_place: ['不在本单位辖区', 'Not in our area'],
  needs_other_lead: ['应由其他单位主办', 'Another unit should lead'],
  duplicate: ['重复工单', 'Duplicate'],
  not_acceptable: ['不应受理', 'Should not be accepted'],
  not_solved: ['事情没解决', 'Not solved'],
  not_contacted: ['没人联系', 'Never contacted'],
  too_slow: ['太慢', 'Too slow'],
  manner: ['态度不好', 'Bad manner'],
  not_true: ['答复不属实', 'Reply is not true'],
  perfunctory: ['敷衍', 'Perfunctory'],
  policy: ['对政策不满', 'Dissatisfied with the policy'],
  inside: ['退回上级', 'Returned to the unit above'],
  other: ['其他', 'Other'],
}

export const REVEAL_REASONS: Table = {
  contact: ['联系市民', 'To contact the citizen'],
  callback: ['回访', 'To call back'],
  correction: ['核对更正', 'To correct data'],
  emergency: ['紧急', 'Emergency'],
  supervision: ['督查', 'Supervision'],
  other: ['其他', 'Other'],
}

/** Stages of a media case. */
export const STAGES: Record<string, Pair> = {
  found: ['发现', 'Found'],
  checked: ['核实', 'Checked'],
  passed_on: ['传递', 'Passed on'],
  supervised: ['督办', 'Supervised'],
  advised: ['建言', 'Advised'],
}

/** The facts of a company concerned, in the order of every form and page. */
export const COMPANY_FACTS = ['company', 'company_address', 'order_number', 'paid', 'paid_on'] as const
export type CompanyFact = (typeof COMPANY_FACTS)[number]
