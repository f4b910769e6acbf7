import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { asProblem, type Problem } from '@/api/problem'
import type { Opened } from '@/api/types'
import { districts, streetsOf, topicOf, topics } from '@/city/profile'
import { here } from '@/kernel/clock'
import { useDraft } from '@/kernel/draft'
import { useEffort } from '@/kernel/effort'
import { useLoad } from '@/kernel/load'
import { useViewer } from '@/people/session'
import { fetchCallers, openCase, suggestUnit } from '../api'
import { blank, bodyOf, sameCitizen, type IntakeFields, type Then } from './fields'
import { likelyTopics } from './likely'

export interface Sent {
  opened: Opened
  then: Then
  fields: IntakeFields
}

/** The form of one call: what is written, what the rules would do with it, who has called before, and sending it. */
export function useIntake() {
  const viewer = useViewer()
  const draft = useDraft<IntakeFields>(() => `lianxin.intake.${viewer.staff_id}`, blank)
  const { fields } = draft
  const problem = shallowRef<Problem>()
  const busy = ref(false)
  const sent = shallowRef<Sent>()
  useEffort(() => (sent.value ? undefined : ''))

  async function send(then: Then): Promise<void> {
    if (busy.value) return
    busy.value = true
    problem.value = undefined
    try {
      const opened = await openCase(bodyOf(fields, then, here.value.zone))
      sent.value = { opened, then, fields: { ...fields } }
      draft.clear()
    } catch (error) {
      problem.value = asProblem(error)
    } finally {
      busy.value = false
    }
  }

  function next(same: boolean): void {
    const last = sent.value
    sent.value = undefined
    if (same && last) Object.assign(fields, sameCitizen(last.fields, last.opened.number))
  }

  completeFromWhatIsKnown(fields)
  return {
    draft,
    fields,
    problem,
    busy,
    sent,
    send,
    next,
    likely: computed(() => (fields.topic ? [] : likelyTopics(topics.value, fields.words))),
    ...useForesight(fields),
  }
}

/** A street names its district; a chosen topic has a usual nature; an address may name its district. */
function completeFromWhatIsKnown(fields: IntakeFields): void {
  watch(
    () => fields.topic,
    (topic) => (fields.nature ||= topicOf(topic)?.nature ?? ''),
  )
  watch(
    () => fields.district,
    (district) => {
      if (fields.street && !streetsOf(district).some((one) => one.code === fields.street)) fields.street = ''
    },
  )
  watch(
    () => fields.address,
    (address) => {
      if (fields.district) return
      const said = districts.value.find((one) => address.includes(one.name) || address.includes(one.name.replace(/新?区$/, '')))
      if (said) fields.district = said.code
    },
  )
}

const AFTER_TYPING = 400

function useForesight(fields: IntakeFields) {
  const suggesting = useLoad((signal) => {
    const { topic, district, street, nature, urgency, words, complained, needed_by } = fields
    const needed = needed_by ? bodyOf(fields, 'draft', here.value.zone).needed_by : null
    return suggestUnit({ topic, district, street, nature: nature || 'help', urgency, words, complained, needed_by: needed }, signal)
  })
  const calling = useLoad((signal) => fetchCallers(fields.phone.replace(/\s/g, ''), signal))
  const known = computed(() => Boolean(fields.topic || fields.district || fields.words))
  const dialled = computed(() => fields.phone.replace(/\D/g, '').length >= 7)

  watch(
    () => [fields.topic, fields.district, fields.street, fields.nature, fields.urgency, fields.needed_by, fields.words, fields.complained.join()],
    later(() => known.value && void suggesting.load()),
    { immediate: true },
  )
  watch(() => fields.phone, later(() => dialled.value && void calling.load()), { immediate: true })

  return {
    suggestion: computed(() => (known.value ? suggesting.data.value : undefined)),
    callers: computed(() => (dialled.value ? calling.data.value : undefined)),
  }
}

function later(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))
  return () => {
    clearTimeout(timer)
    timer = setTimeout(run, AFTER_TYPING)
  }
}
