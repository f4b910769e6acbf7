import { computed, watch } from 'vue'
import { useRoute } from 'vue-router'
import { useDraft } from '@/kernel/draft'
import { useLoad } from '@/kernel/load'
import { fetchDirections } from '../court/api'

/** The units chosen for the selected case, kept until it is dispatched. */
export interface Sending {
  unit: string
  co_units: string[]
  reason: string
}

/** The results of the rules and of earlier cases for the selected case, and the dispatch in preparation. */
export function useDirections() {
  const route = useRoute()
  const number = computed(() => (typeof route.query.case === 'string' ? route.query.case : ''))
  const { data, problem, first, load } = useLoad((signal) => fetchDirections(number.value, signal))
  const draft = useDraft<Sending>(
    () => `dispatch.${number.value}`,
    () => ({ unit: '', co_units: [], reason: '' }),
  )
  watch(
    number,
    (now) => {
      data.value = undefined
      if (now) void load()
    },
    { immediate: true },
  )
  return { number, data, problem, first, load, draft }
}

export type AtDispatch = ReturnType<typeof useDirections>
