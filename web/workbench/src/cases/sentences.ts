import type { CaseCard } from '@/api/types'
import { clockWords, type Here } from '@/kernel/time'
import { unitName } from '@/city/profile'
import { named, tell } from '@/kernel/words'
import { STATUSES } from './vocabulary'

/** The state of a case in one sentence, with the role that must act next. */
const t = tell({
  draft: ['填单中，还没有送出', 'Draft, not sent yet'],
  screening: ['等热线看过再派', 'Waiting for a person at the hotline to read it'],
  answered: ['已当场答复', 'Answered on the spot'],
  not_accepted: ['不予受理，等组长确认', 'Not accepted; waiting for confirmation by the shift lead'],
  emergency_transferred: ['已转紧急电话，等对方确认', 'Handed to the emergency service; waiting for its confirmation'],
  handedOver: ['已转 {service}，{at}，等对方确认', 'Handed to {service}, {at}; waiting for its confirmation'],
  handedOverConfirmed: ['已转 {service}，{at}，对方 {confirmed} 确认', 'Handed to {service}, {at}; confirmed {confirmed}'],
  pending_dispatch: ['等派单台派单', 'Waiting for the dispatch desk to choose a unit'],
  needs_information: ['等市民补充情况', 'Waiting for information from the citizen'],
  responsibility_review: ['确责中，等裁定由谁办', 'Responsibility review: waiting for a ruling'],
  suspended: ['挂账，按计划推进', 'Suspended with a plan'],
  checking: ['单位已答复，等审核', 'The unit replied; waiting for the check'],
  callback_pending: ['等回访市民', 'Waiting for the callback to the citizen'],
  review: ['市民不满意，等复核', 'The citizen is dissatisfied; in review'],
  closed: ['已办结', 'Closed'],
  withdrawn: ['市民已撤诉', 'Withdrawn by the citizen'],
  merged: ['已并入另一件', 'Merged into another case'],
  void: ['已作废', 'Void'],
  archived: ['已归档', 'Archived'],
  waitsSign: ['等{unit}签收', 'Waiting for {unit} to sign'],
  waitsContact: ['等{unit}先联系市民', 'Waiting for {unit} to contact the citizen'],
  waitsReply: ['等{unit}答复', 'Waiting for {unit} to reply'],
  waitsReturn: ['{unit}申请退单，待审', '{unit} requested a return; waiting for a decision'],
  someUnit: ['承办单位', 'the unit'],
  praiseTold: ['表扬已转告{unit}', 'Praise passed on to {unit}'],
  calledReopened: ['市民第 {n} 次要求重开，等督办', 'Re-opened {n|time|times}; waiting for a supervisor'],
  calledEmergency: ['紧急电话超时未确认，等督办', 'Emergency transfer not confirmed in time; waiting for a supervisor'],
  round: ['第 {n} 轮在办，{rest}', 'Round {n}: {rest}'],
})

const WAITS: Record<string, 'waitsSign' | 'waitsContact' | 'waitsReturn'> = {
  sign: 'waitsSign',
  first_contact: 'waitsContact',
  return_decision: 'waitsReturn',
}

/** Names the unit that the clock belongs to: a lead unit is not blamed for a co-unit. A lead's return comes first. */
function handling(card: CaseCard): string {
  const returning = leadReturns(card)
  const unit = unitName(returning ? card.lead_unit : (card.clock?.unit ?? card.lead_unit)) || t('someUnit')
  const rest = t(returning ? 'waitsReturn' : (WAITS[card.clock?.kind ?? ''] ?? 'waitsReply'), { unit })
  return card.round > 1 ? t('round', { n: card.round, rest }) : rest
}

/** Whether the lead unit asks to return its order. */
export function leadReturns(card: CaseCard): boolean {
  return card.lead_unit !== null && card.return_units.includes(card.lead_unit)
}

/** `praised`: the unit that received the praise. */
export function stands(card: CaseCard, praised: string | null = null): string {
  if (praised && card.status === 'closed') return t('praiseTold', { unit: unitName(praised) })
  if (card.status === 'handling') return handling(card)
  return t.has(card.status) ? t(card.status) : named(STATUSES, card.status)
}

/** “已转 119 消防，14:02，对方 14:05 确认”. */
export function handedOver(facts: { service: string; at: number; confirmed: number | undefined }, here: Here): string {
  const { service, at, confirmed } = facts
  const words = { service, at: clockWords(at, here), confirmed: confirmed ? clockWords(confirmed, here) : '' }
  return t(confirmed ? 'handedOverConfirmed' : 'handedOver', words)
}

/** The reason why the system requested a supervisor. */
export function calledWords({ status, reopenings }: { status: string; reopenings: number }): string {
  const reopened = reopenings > 0 && status !== 'emergency_transferred'
  return reopened ? t('calledReopened', { n: reopenings }) : t('calledEmergency')
}
