import { computed, ref } from 'vue'
import type { FeedEvent, Viewer } from '@/api/types'
import { tell, type Facts } from '@/kernel/words'

/**
 * Notifications on every page: a few events, each about a case that waits for the viewer or was theirs. The lists show the
 * rest. This browser keeps them until the sign-out, without titles, because these contain what citizens say.
 */
export interface Notice {
  id: number
  number: string
  title: string
  at: string
  what: What
}

/** The page that a notice leads to: its case, or the list of looks; undefined where there is nothing more to see. */
export function pathOf({ number, what }: Notice): string | undefined {
  if (number) return `/cases/${number}`
  return BUDGETS.includes(what) ? undefined : '/looks'
}

export const t = tell({
  danger: ['有紧急情况，请马上看', 'A possible emergency: please look at once'],
  critical: ['来了特急件', 'A critical case arrived'],
  urged: ['催办', 'A case was urged'],
  supervised: ['督办', 'A supervisor stepped in'],
  returned: ['退单被驳回，请继续办理', 'The return was refused; please continue'],
  failed: ['答复被退回重答', 'The reply was sent back'],
  redone: ['市民不满意，重办', 'The citizen is dissatisfied: redo'],
  late: ['已超时', 'The deadline has passed'],
  looks: ['有人查看市民信息到了上限', 'Somebody reached the limit of looks at citizens’ data'],
  'codes-city': ['有人在大量猜查询码', 'Somebody is guessing many access codes'],
  'sends-city': ['网上诉求异常增多', 'Unusually many requests arrive online'],
  access: ['有人获得查看市民信息的岗位', 'Somebody was granted access to citizens’ data'],
})
type What = 'danger' | 'critical' | 'urged' | 'supervised' | 'returned' | 'failed' | 'redone' | 'late' | 'looks' | 'access' | 'codes-city' | 'sends-city'

interface Rule {
  what: What
  kind: string
  data: Facts
  unit: boolean
  critical?: boolean
  roles?: string[]
}

/** `unit`: notifies members of the unit that has the case; otherwise the desk at which it arrived, or people with one of `roles`. */
const RULES: Rule[] = [
  { what: 'danger', kind: 'case.side_recorded', data: { record: 'danger', status: 'found' }, unit: false, roles: ['shift_lead'] },
  { what: 'urged', kind: 'case.side_recorded', data: { record: 'urge' }, unit: true },
  { what: 'supervised', kind: 'case.side_recorded', data: { record: 'supervision', status: 'open' }, unit: true },
  { what: 'returned', kind: 'order.moved', data: { move: 'refuse_return' }, unit: true },
  { what: 'failed', kind: 'order.moved', data: { move: 'fail_check' }, unit: true },
  { what: 'redone', kind: 'case.moved', data: { move: 'redo' }, unit: true },
  { what: 'late', kind: 'clock.fired', data: { clock: 'close' }, unit: true },
  { what: 'critical', kind: 'order.dispatched', data: {}, unit: true, critical: true },
  { what: 'critical', kind: 'case.moved', data: { move: 'send_to_desk' }, unit: false, critical: true },
]
/** Alarms about colleagues and about the city's budgets of an hour, which belong to no case; the server sends them only to those who hear them. */
const ALARMS: Partial<Record<string, What>> = { 'people.looks_alarmed': 'looks', 'people.access_granted': 'access' }
const BUDGETS: What[] = ['codes-city', 'sends-city']
const UNIT_DESK = 'unit'
const ALL = 'all'

/** The notification of an event for this viewer, if any. The viewer's own actions give none. */
export function noticeOf(event: FeedEvent, viewer: Viewer): Notice | undefined {
  const { card, desks } = event
  if (event.actor === `staff:${viewer.staff_id}`) return undefined
  const alarm = ALARMS[event.kind] ?? BUDGETS.find((one) => event.kind === 'people.budget_used_up' && event.data?.['budget'] === one)
  if (alarm) return { id: event.position, number: '', title: '', at: event.at, what: alarm }
  if (!card) return undefined
  const mine = desks.filter((desk) => desk !== ALL && viewer.desks.includes(desk))
  const rule = RULES.find(
    ({ kind, data, unit, critical, roles }) =>
      kind === event.kind &&
      (roles ? roles.some((role) => viewer.roles.includes(role)) : unit ? mine.includes(UNIT_DESK) : mine.length > 0) &&
      (!critical || card.urgency === 'critical') &&
      Object.entries(data).every(([name, value]) => event.data?.[name] === value),
  )
  return rule && { id: event.position, number: card.number, title: card.title, at: event.at, what: rule.what }
}

const KEPT = 50
export const notices = ref<Notice[]>([])
const seen = ref(0)
export const unseen = computed(() => notices.value.filter((one) => one.id > seen.value).length)
const PLACE = 'lianxin.notices.'
let place = ''

function keep(): void {
  const untitled = notices.value.map((one) => ({ ...one, title: '' }))
  localStorage.setItem(place, JSON.stringify({ notices: untitled, seen: seen.value }))
}

/** Deletes everybody's notices in this browser, except those under the key `kept`. */
export function forgetNotices(kept = ''): void {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PLACE) && key !== kept)
  for (const key of keys) localStorage.removeItem(key)
  if (!kept) notices.value = []
}

export function openNotices(viewer: Viewer): void {
  place = PLACE + viewer.staff_id
  forgetNotices(place)
  const kept = JSON.parse(localStorage.getItem(place) ?? '{}') as { notices?: Notice[]; seen?: number }
  notices.value = (kept.notices ?? []).map((one) => ({ ...one, title: '' })) // an older version kept titles
  seen.value = kept.seen ?? 0
}

export function tellNotice(notice: Notice): void {
  if (notices.value.some((one) => one.id === notice.id)) return
  notices.value = [notice, ...notices.value].slice(0, KEPT)
  keep()
  // The words of a case stay inside the page: a notification may show on a locked screen.
  if (document.hidden && globalThis.Notification?.permission === 'granted') new Notification(t(notice.what), { tag: notice.number })
}

export function seeNotices(): void {
  seen.value = notices.value[0]?.id ?? seen.value
  keep()
}
