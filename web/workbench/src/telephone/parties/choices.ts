import { QUEUES } from '@/calls/vocabulary'
import { initialsMatch } from '@/city/pinyin'
import { either, named } from '@/kernel/words'
import type { PartyChoices, Target } from './api'
import { CONTACT_KINDS, t } from './words'

/** A row of the picker: who or what, and what helps to choose. A queue cannot be consulted. */
export interface PartyChoice {
  key: string
  group: 'colleagues' | 'contacts' | 'queues'
  words: string
  hint: string
  target: Target
}

const skillsOf = (skills: { name: string; name_en: string }[]) => skills.map((one) => either(one.name, one.name_en)).join(' · ')

/** All rows: ready colleagues, the longest idle first; contacts of the city; queues. */
export function rowsOf(found: PartyChoices): PartyChoice[] {
  const colleagues = found.colleagues.map((one) => ({
    key: one.staff_id,
    group: 'colleagues' as const,
    words: one.name,
    hint: [one.queues.map((queue) => named(QUEUES, queue)).join(' · '), skillsOf(one.skills)].filter(Boolean).join(' · '),
    target: { staff_id: one.staff_id },
  }))
  const contacts = found.contacts.map((one) => ({
    key: one.code,
    group: 'contacts' as const,
    words: either(one.name, one.name_en),
    hint: [named(CONTACT_KINDS, one.kind), skillsOf(one.skills)].filter(Boolean).join(' · '),
    target: { contact: one.code },
  }))
  const queues = QUEUE_CODES.map((queue) => ({ key: queue, group: 'queues' as const, words: named(QUEUES, queue), hint: t('keepsPlace'), target: { queue } }))
  return [...colleagues, ...contacts, ...queues]
}

const QUEUE_CODES = ['general', 'enterprise', 'fast_desk', 'foreign', 'sign', 'expert'] as const

/** The rows with these words or initials, also by skill, language or kind. */
export function rowsMatching(rows: PartyChoice[], said: string): PartyChoice[] {
  const wanted = said.trim()
  return wanted ? rows.filter((row) => initialsMatch(`${row.words} ${row.hint}`, wanted)) : rows
}
