import type { Schemas } from '@/api/client'
import { instantOf } from '@/kernel/time'

/** The fields of the intake form. Codes come from the profile; empty means “not given”. */
export interface IntakeFields {
  nature: string
  topic: string
  address: string
  district: string
  street: string
  happened: string
  words: string
  wish: string
  phone: string
  name: string
  language: string
  confidential: boolean
  urgency: string
  expedite: boolean
  needed_by: string
  complained: string[]
  unit: string
  answer: string
  praised: string
  linked_to: string
}

export const blank = (): IntakeFields => ({
  nature: '',
  topic: '',
  address: '',
  district: '',
  street: '',
  happened: '',
  words: '',
  wish: '',
  phone: '',
  name: '',
  language: 'zh-CN',
  confidential: false,
  urgency: '',
  expedite: false,
  needed_by: '',
  complained: [],
  unit: '',
  answer: '',
  praised: '',
  linked_to: '',
})

export const PRAISE = 'praise'

export type Then = 'send' | 'answer' | 'draft'

/** Additions to a form: the linked case of the same call, and the seconds since the call ended. */
export interface OfCall {
  split_from: string
  form_time: number | null
}

export function bodyOf(fields: IntakeFields, then: Then, zone: string, call: OfCall): Schemas['NewCase'] {
  const { phone, name, needed_by, nature, answer, unit, praised, ...rest } = fields
  return {
    ...rest,
    ...call,
    channel: 'phone',
    nature: nature || 'help',
    praised: nature === PRAISE ? praised.trim() : '',
    contact: { name: name.trim(), phone: phone.replace(/\s/g, '') },
    needed_by: needed_by ? instantOf(needed_by, zone) : null,
    then,
    unit: then === 'send' ? unit : '',
    answer: then === 'answer' ? answer : '',
  }
}

/** The fields that stay when the same citizen reports another matter. */
export function sameCitizen(fields: IntakeFields): IntakeFields {
  const { phone, name, language, district, street } = fields
  return { ...blank(), phone, name, language, district, street }
}
