import { watch } from 'vue'
import { city } from '@/city/profile'
import type { SeatCall } from '@/telephone/api'
import { call as phoneCall, inCall, seat, wrapping } from '@/telephone/seat'
import { answeredCall, hangUp, isUntouched, type Call } from './desk'
import type { IntakeFields } from './fields'
import type { useOpenCalls } from './useOpenCalls'

type OpenCalls = ReturnType<typeof useOpenCalls>

/**
 * Binds the forms to the telephone. An answered call begins a form with its id and the caller's masked number, which the server reads; its end starts the
 * wrap-up; the end of the wrap-up clears it. Text that was not sent stays as a form of its own.
 */
export function usePhoneCalls(calls: OpenCalls): void {
  watch(
    () => [seat.value, inCall.value, wrapping.value] as const,
    ([now, talks, wraps]) => {
      if (!now) return
      const theirs = talks || wraps ? phoneCall.value : undefined
      for (const one of calls.open.calls.filter((other) => other.byPhone && other.id !== theirs?.id)) settle(calls, one)
      if (theirs) follow(calls, theirs, wraps)
    },
    { immediate: true },
  )
}

function follow(calls: OpenCalls, theirs: SeatCall, over: boolean): void {
  const known = calls.open.calls.find((one) => one.id === theirs.id)
  if (!known && over && (theirs.opened.length || theirs.kind)) return // written down in another browser
  const mine = known ?? take(calls, theirs.id, { phone: theirs.caller, language: languageOf(theirs) })
  if (over) hangUp(mine)
}

/** Begins a form for the call; an untouched form is used, any other is set aside. */
function take({ open, show }: OpenCalls, id: string, known: Partial<IntakeFields>): Call {
  open.calls = [...open.calls.filter((one) => !isUntouched(one)), answeredCall(id, known)]
  const next = open.calls.at(-1) as Call // as the reactive list returns it
  show(next.forms[0])
  return next
}

/** A call that this seat no longer has: it is over, and goes away when nothing unsent is left in it. */
function settle(calls: OpenCalls, one: Call): void {
  hangUp(one)
  if (one.forms.every((form) => form.sent !== null || !form.fields.words.trim())) calls.end(one)
}

function languageOf({ language }: SeatCall): string {
  return city.value?.languages.some((one) => one.code === language) ? language : 'zh-CN'
}
