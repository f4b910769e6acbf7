import { city } from '@/city/profile'
import { beforeWords, momentWords, type Here } from '@/kernel/time'
import { either } from '@/kernel/words'
import type { Call } from './api'
import { t } from './words'

/** The reason why this citizen is next, in one sentence. */
export function turnWords(call: Call, here: Here, from: string): string {
  const due = Date.parse(call.due_at)
  const facts = {
    critical: {},
    promised: { when: momentWords(Date.parse(call.promised_at ?? call.due_at), here) },
    evening: {},
    late: { when: beforeWords(due, here) },
    due: { when: beforeWords(due, here) },
    tonight: { from },
    later: { when: momentWords(Date.parse(call.closed_until ?? call.due_at), here) },
  }[call.turn]
  const language = languageWords(call)
  return [t(call.turn, facts), language].filter(Boolean).join(' · ')
}

export function languageName(code: string): string {
  const known = city.value?.languages.find((one) => one.code === code)
  return known ? either(known.name, known.name_en) : code
}

function languageWords(call: Call): string {
  if (call.language === 'zh-CN') return ''
  return t(call.spoken ? 'speaks' : 'interpreter', { language: languageName(call.language) })
}

const HEADS = {
  critical: 'headCritical',
  promised: 'headPromised',
  evening: 'headEvening',
  late: 'headLate',
  due: 'headDue',
  tonight: 'headTonight',
  later: 'headLater',
} as const

export const turnHead = (call: Call | undefined): string => t(HEADS[call?.turn ?? 'due'])
