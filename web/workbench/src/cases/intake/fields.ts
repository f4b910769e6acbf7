import type { Schemas } from '@/api/client'
import { instantOf } from '@/kernel/time'
import type { CompanyFact } from '../vocabulary'

type Asked = Required<Schemas['NewCase']>
type Told = 'channel' | 'nature' | 'topic' | 'address' | 'district' | 'street' | 'happened' | 'words' | 'wish' | 'language' | 'confidential' | 'urgency' | CompanyFact
type Decided = 'expedite' | 'complained' | 'unit' | 'answer' | 'praised' | 'linked_to'

/** The fields that the form asks for. Codes come from the profile; empty means “not given”. */
export type IntakeFields = Pick<Asked, Told | Decided> & Pick<Required<Schemas['ContactDetails']>, 'phone' | 'name'> & { needed_by: string }

/** The channels by which a request reaches a seat; the first is the default. */
export const SEAT_CHANNELS = ['phone', 'letter', 'email', 'visit', 'emergency_110']

export const blank = (): IntakeFields => ({
  channel: 'phone',
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
  company: '',
  company_address: '',
  order_number: '',
  paid: '',
  paid_on: '',
  linked_to: '',
})

export const PRAISE = 'praise'

export type Then = 'send' | 'answer' | 'draft' | 'emergency'

/** Additions to a form: the call, the linked case of the same call, and the seconds since the call ended. */
export type OfCall = Pick<Asked, 'call_id' | 'split_from' | 'form_time'>

export function bodyOf(fields: IntakeFields, then: Then, zone: string, call: OfCall, service = ''): Schemas['NewCase'] {
  const { phone, name, needed_by, nature, answer, unit, praised, ...rest } = fields
  return {
    ...rest,
    ...call,
    call_id: rest.channel === 'phone' ? call.call_id : null,
    nature: nature || 'help',
    praised: nature === PRAISE ? praised.trim() : '',
    contact: { name: name.trim(), phone: phone.replace(/\s/g, '') },
    needed_by: needed_by ? instantOf(needed_by, zone) : null,
    then,
    unit: then === 'send' ? unit : '',
    answer: then === 'answer' ? answer : '',
    service: then === 'emergency' ? service : '',
  }
}

/** The fields that stay when the same citizen reports another matter. */
export function sameCitizen(fields: IntakeFields): IntakeFields {
  const { channel, phone, name, language, district, street } = fields
  return { ...blank(), channel, phone, name, language, district, street }
}
