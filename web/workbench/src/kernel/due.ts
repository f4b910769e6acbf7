import { beforeWords, spanWords, type Here } from './time'
import { tell } from './words'

/** The tone of a clock: colour, shape and word together (docs: “What a colour may say”). */
export type Tone = 'late' | 'soon' | 'running' | 'met' | 'paused'

export interface ClockFacts {
  due_at: string
  started_at?: string | null | undefined
  state?: string | null | undefined
  ended_at?: string | null | undefined
}

export interface DueWords {
  tone: Tone
  before: string
  left: string
  /** share of the limit that has passed, 0..1 */
  spent: number
}

const t = tell({
  left: ['还剩 {span}', '{span} left'],
  late: ['超时 {span}', '{span} overdue'],
  metEarly: ['早 {span}', '{span} early'],
  metLate: ['晚 {span}', '{span} late'],
  met: ['已完成', 'done'],
  cancelled: ['不再计时', 'cancelled'],
  missed: ['没有联系', 'no contact'],
  paused: ['已暂停', 'paused'],
})

const OVER = new Set(['met', 'late'])
const CALLED_OFF = new Set(['cancelled'])

function ended(facts: ClockFacts, due: number, here: Here): Pick<DueWords, 'tone' | 'left'> | null {
  const state = facts.state ?? 'running'
  if (CALLED_OFF.has(state)) return { tone: 'paused', left: t('cancelled') }
  if (state === 'missed') return { tone: 'late', left: t('missed') }
  if (state === 'paused') return { tone: 'paused', left: t('paused') }
  if (!OVER.has(state)) return null
  if (!facts.ended_at) return { tone: 'met', left: t('met') }
  const early = due - Date.parse(facts.ended_at)
  const span = spanWords(early, here.locale)
  return early >= 0 ? { tone: 'met', left: t('metEarly', { span }) } : { tone: 'late', left: t('metLate', { span }) }
}

/** Late after the due time; soon in the last quarter of the limit; else running. */
export function dueWords(facts: ClockFacts, here: Here): DueWords {
  const due = Date.parse(facts.due_at)
  const left = due - here.now
  const limit = facts.started_at ? due - Date.parse(facts.started_at) : 0
  const spent = limit > 0 ? Math.min(1, Math.max(0, 1 - left / limit)) : 0
  const before = beforeWords(due, here)
  const past = ended(facts, due, here)
  if (past) return { ...past, before, spent: 1 }
  const span = spanWords(left, here.locale)
  if (left < 0) return { tone: 'late', before, left: t('late', { span }), spent: 1 }
  return { tone: limit && left < limit / 4 ? 'soon' : 'running', before, left: t('left', { span }), spent }
}
