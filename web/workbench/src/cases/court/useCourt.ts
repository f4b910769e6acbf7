import { computed, watch } from 'vue'
import { useRoute } from 'vue-router'
import { useLoad } from '@/kernel/load'
import { useDraft } from '@/kernel/draft'
import { placeName } from '@/city/profile'
import { here } from '@/kernel/clock'
import { dayWord } from '@/kernel/time'
import { named } from '@/kernel/words'
import { spokenNumber } from '@/kernel/number'
import { fetchCourt, type Precedent } from './api'
import { KINDS, t } from './words'

/** The decision being prepared for the selected case, kept in this browser until it is carried out. */
export interface Pleading {
  reason: string
  findings: string[]
  cites: string[]
  unit: string
  co_units: string[]
}

const blank = (): Pleading => ({ reason: '', findings: [], cites: [], unit: '', co_units: [] })

/** The court's data on the selected case, and the decision in preparation. */
export function useCourt(desk: string) {
  const route = useRoute()
  const number = computed(() => (typeof route.query.case === 'string' ? route.query.case : ''))
  const { data, problem, first, load } = useLoad((signal) => fetchCourt(number.value, signal))
  const draft = useDraft<Pleading>(() => `${desk}.${number.value}`, blank)

  watch(
    number,
    (now) => {
      data.value = undefined
      if (now) void load()
    },
    { immediate: true },
  )

  function cite(one: Precedent): void {
    if (draft.fields.cites.includes(one.id)) return
    const facts = { number: spokenNumber(one.number), place: placeName(one.district, one.street), kind: named(KINDS, one.kind) }
    const day = dayWord(Date.parse(one.decided_at), here.value)
    const words = (one.question ?? one.reason ?? one.title).replace(/[。.]$/, '')
    const before = draft.fields.reason.trimEnd()
    draft.fields.reason = (before ? `${before}\n` : '') + t('citation', { ...facts, day, words })
    draft.fields.cites = [...draft.fields.cites, one.id]
  }

  return { number, data, problem, first, load, cite, draft }
}

export type AtCourt = ReturnType<typeof useCourt>
