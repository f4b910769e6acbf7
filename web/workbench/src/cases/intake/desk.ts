import { uuid } from '@/api/carry'
import { cityNow } from '@/kernel/clock'
import { blank, sameCitizen, type IntakeFields } from './fields'

/** One case of a call: form content, pending request, and result. */
export interface Form {
  id: string
  fields: IntakeFields
  sent: SentForm | null
  unanswered: string[]
}

export interface SentForm {
  number: string
  then: string
  title: string
  nature: string
  status: string
  changed: boolean
  lead_unit: string | null
  due_at: string | null
  service?: string
}

/**
 * One conversation. `began` and `hungUp` are in milliseconds of this machine, `startedAt` and `endedAt` in the city's time;
 * `asking` is the number of an earlier case for which text is being written; `byPhone`: the telephone of the seat has this call.
 */
export interface Call {
  id: string
  began: number | null
  startedAt: string | null
  hungUp: number | null
  endedAt: string | null
  warned: boolean
  asking: string
  byPhone?: boolean
  forms: Form[]
}

/** Everything an operator has open, kept in the browser: several calls, each with several forms. */
export interface OpenCalls {
  calls: Call[]
  form: string
}

export function newForm(fields: IntakeFields = blank()): Form {
  return { id: uuid(), fields, sent: null, unanswered: [] }
}

export function newCall(fields?: IntakeFields): Call {
  return { id: uuid(), began: null, startedAt: null, hungUp: null, endedAt: null, warned: false, asking: '', forms: [newForm(fields)] }
}

/** A call that the telephone of the seat has; what is known of the caller is in its form. */
export function answeredCall(id: string, known: Partial<IntakeFields>): Call {
  const call = { ...newCall({ ...blank(), ...known }), id, byPhone: true }
  begin(call)
  return call
}

/** Another matter of the same citizen at the same place. */
export function splitOff(call: Call): Form {
  const last = call.forms.at(-1)?.fields ?? blank()
  const form = newForm({ ...sameCitizen(last), address: last.address })
  call.forms.push(form)
  return form
}

export const isEmpty = (form: Form): boolean => JSON.stringify(form.fields) === JSON.stringify(blank())

/** True if the form is empty, so that there is nothing to keep. */
export const isUntouched = (call: Call): boolean => call.began === null && !call.asking && call.forms.every((form) => !form.sent && isEmpty(form))

/** True if a form of the call is confidential; such a call is never stored in the browser. */
export const isSecret = (call: Call): boolean => call.forms.some(({ fields }) => fields.confidential || fields.nature === 'tip_off')

export const firstNumber = (call: Call): string => call.forms.find((form) => form.sent)?.sent?.number ?? ''

export function begin(call: Call): boolean {
  if (call.began !== null) return false
  call.began = Date.now()
  call.startedAt = new Date(cityNow()).toISOString()
  return true
}

export function hangUp(call: Call): void {
  begin(call)
  call.hungUp ??= Date.now()
  call.endedAt ??= new Date(cityNow()).toISOString()
}

/** The call has been recorded; further text gets a new id. */
export function renew(call: Call): void {
  call.id = uuid()
  call.byPhone = false
  call.warned = false
}

/** Seconds since the end of the call; null while it is active or its end is unknown. */
export function sinceHangUp(call: Call): number | null {
  return call.hungUp === null ? null : Math.max(0, Math.round((Date.now() - call.hungUp) / 100) / 10)
}
