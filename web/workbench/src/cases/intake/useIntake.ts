import { computed, onMounted, ref, shallowRef, watch } from 'vue'
import { asProblem, type Problem } from '@/kernel/problem'
import { topics } from '@/city/profile'
import { here } from '@/kernel/clock'
import { useEffort } from '@/kernel/effort'
import { reportState } from '@/telephone/seat'
import { fetchOwnTopics } from '../api'
import { begin, firstNumber, hangUp, isEmpty, sinceHangUp, type Form } from './desk'
import { bodyOf, type Then } from './fields'
import { likelyTopics } from './likely'
import { sendForm } from './sending'
import { useForesight } from './useForesight'
import { useOpenCalls } from './useOpenCalls'
import { usePhoneCalls } from './usePhoneCalls'

/** The operator's desk: the open calls, the preview for the current form, and sending it. */
export function useIntake() {
  const calls = useOpenCalls()
  const { call, form, fields, done } = calls
  const own = shallowRef<string[]>([])
  usePhoneCalls(calls)

  watch(fields, () => !isEmpty(form.value) && begin(call.value) && reportState('talking'), { deep: true })
  onMounted(async () => {
    own.value = await fetchOwnTopics().then(
      (found) => found.topics,
      () => [],
    )
  })

  function endOfCall(): void {
    if (call.value.byPhone || call.value.hungUp !== null) return
    hangUp(call.value)
    reportState('wrap_up')
  }

  return {
    ...calls,
    ...useSending(calls),
    ...useForesight(fields),
    own,
    done,
    endOfCall,
    likely: computed(() => (fields.value.topic ? [] : likelyTopics(topics.value, fields.value.words))),
  }
}

/** Sends the current form or all forms of the call, one after the other, so that each is linked to the first. */
function useSending({ call, form, waiting, show }: ReturnType<typeof useOpenCalls>) {
  const problem = shallowRef<Problem>()
  const busy = ref(false)
  const codes = shallowRef<Record<string, string>>({})
  useEffort(() => (form.value.sent ? undefined : ''))

  async function sendOne(one: Form, then: Then, service = ''): Promise<boolean> {
    const of = { call_id: call.value.id, split_from: firstNumber(call.value), form_time: sinceHangUp(call.value) }
    try {
      const { answer, changed } = await sendForm(one, bodyOf(one.fields, then, here.value.zone, of, service))
      const { number, status, lead_unit, due_at, code } = answer
      codes.value = { ...codes.value, [number]: code }
      one.sent = { number, then, title: one.fields.words.slice(0, 40), nature: one.fields.nature, status, changed, lead_unit, due_at, service }
      return true
    } catch (error) {
      show(one)
      problem.value = asProblem(error)
      return false
    }
  }

  async function send(then: Then, all: boolean, service = ''): Promise<void> {
    if (busy.value) return
    busy.value = true
    problem.value = undefined
    const these = all ? waiting.value.filter((one) => one.fields.words.trim()) : [form.value]
    for (const one of these) if (!(await sendOne(one, one === form.value ? then : 'send', service))) break
    busy.value = false
    if (problem.value) return
    if (!waiting.value.length) reportState('ready')
    else if (form.value.sent) show(waiting.value[0])
  }

  watch(form, (next, last) => next.id !== last.id && !busy.value && (problem.value = undefined))
  return { problem, busy, codes, send }
}
