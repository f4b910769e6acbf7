import { computed, onScopeDispose, watch, type ComputedRef } from 'vue'
import { districts, streets, streetsOf, topicOf } from '@/city/profile'
import { here } from '@/kernel/clock'
import { useLoad } from '@/kernel/load'
import { fetchAlike, fetchCallers, suggestUnit } from '../api'
import { bodyOf, type IntakeFields } from './fields'

const AFTER_TYPING = 400
const MOBILE = 11
const NO_CALL = { call_id: null, split_from: '', form_time: null }

/** Lookups while the operator types: caller, suggested unit, similar cases. Never moves the cursor. */
export function useForesight(fields: ComputedRef<IntakeFields>) {
  completeFromWhatIsKnown(fields)
  const digits = computed(() => fields.value.phone.replace(/\D/g, ''))
  const suggesting = useLoad((signal) => {
    const { topic, district, street, nature, urgency, words, wish, complained, needed_by, happened } = fields.value
    const needed = needed_by ? bodyOf(fields.value, 'draft', here.value.zone, NO_CALL).needed_by : null
    return suggestUnit({ topic, district, street, nature: nature || 'help', urgency, words, wish, complained, happened, needed_by: needed }, signal)
  })
  const calling = useLoad(async (signal) => {
    const asked = digits.value
    return { asked, found: await fetchCallers(fields.value.phone.replace(/\s/g, ''), signal) }
  })
  const comparing = useLoad(async (signal) => {
    const { topic, district, street, address, phone } = fields.value
    const asked = digits.value
    return { asked, found: await fetchAlike({ topic, district, street, address, phone: phone.replace(/\s/g, '') }, signal) }
  })
  /** Clears what was found for another number, so that it is not read to the wrong person. */
  const ofThisCaller = <T>(answer: { asked: string; found: T } | undefined) => (answer?.asked === digits.value ? answer.found : undefined)
  const known = computed(() => Boolean(fields.value.topic || fields.value.district || fields.value.words || fields.value.happened))
  const dialled = computed(() => digits.value.length >= 7 || fields.value.phone.includes('*'))
  const comparable = computed(() => Boolean(fields.value.topic && (fields.value.street || fields.value.district || dialled.value)))

  watch(
    () => {
      const { topic, district, street, nature, urgency, needed_by, words, wish, happened, complained } = fields.value
      return [topic, district, street, nature, urgency, needed_by, words, wish, happened, complained.join()].join('\n')
    },
    later(() => known.value && void suggesting.load()),
    { immediate: true },
  )
  const lookUp = later(() => dialled.value && void calling.load())
  watch(digits, (now) => (now.length === MOBILE || fields.value.phone.includes('*') ? void calling.load() : lookUp()), { immediate: true })
  watch(
    () => [fields.value.topic, fields.value.street, fields.value.district, fields.value.address, digits.value].join('\n'),
    later(() => comparable.value && void comparing.load()),
    { immediate: true },
  )

  return {
    suggestion: computed(() => (known.value ? suggesting.data.value : undefined)),
    callers: computed(() => (dialled.value ? ofThisCaller(calling.data.value) : undefined)),
    alike: computed(() => (comparable.value ? ofThisCaller(comparing.data.value) : undefined)),
    conflict: computed(() => conflictOf(fields.value)),
  }
}

/** The district or street named by the address if it differs from the chosen one. */
export function conflictOf({ address, district, street }: Pick<IntakeFields, 'address' | 'district' | 'street'>): string {
  if (!address || !district) return ''
  const named = districts.value.find((one) => address.includes(one.name))
  if (named && named.code !== district) return named.name
  if (!street) return ''
  const said = streets.value.find((one) => address.includes(one.name))
  return said && said.code !== street ? said.name : ''
}

/** Fills in fields: a street gives its district, a topic its usual nature, an address its district. */
function completeFromWhatIsKnown(fields: ComputedRef<IntakeFields>): void {
  watch(
    () => fields.value.topic,
    (topic) => (fields.value.nature ||= topicOf(topic)?.nature ?? ''),
  )
  watch(
    () => fields.value.district,
    (district) => {
      if (fields.value.street && !streetsOf(district).some((one) => one.code === fields.value.street)) fields.value.street = ''
    },
  )
  watch(
    () => fields.value.address,
    (address) => {
      if (fields.value.district) return
      const said = districts.value.find((one) => address.includes(one.name) || address.includes(one.name.replace(/新?区$/, '')))
      if (said) fields.value.district = said.code
    },
  )
}

function later(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))
  return () => {
    clearTimeout(timer)
    timer = setTimeout(run, AFTER_TYPING)
  }
}
