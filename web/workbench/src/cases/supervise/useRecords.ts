import { computed, onScopeDispose, ref, watch } from 'vue'
import { useLoad } from '@/kernel/load'
import { useStream } from '@/kernel/stream/stream'
import { fetchRecords, type Kind } from './api'

const SOON = 400

/** Waiting records of some kinds, and the one in hand; read again when something happens in the city. */
export function useRecords(kinds: () => Kind[]) {
  const { data, problem, first, load } = useLoad((signal) => fetchRecords(kinds(), signal))
  const items = computed(() => data.value?.items ?? [])
  const at = ref<string>()
  const chosen = computed(() => items.value.find((one) => one.id === at.value) ?? items.value[0])
  let again: ReturnType<typeof setTimeout> | undefined

  function step(by: number): void {
    const from = items.value.findIndex((one) => one.id === chosen.value?.id)
    at.value = items.value[Math.min(items.value.length - 1, Math.max(0, from + by))]?.id
  }

  useStream((event) => {
    if (event.kind !== 'reset' && !event.kind.startsWith('case.side')) return
    clearTimeout(again)
    again = setTimeout(() => void load(), SOON)
  })
  onScopeDispose(() => clearTimeout(again))
  watch(kinds, () => void load(), { immediate: true })
  return { items, problem, first, load, at, chosen, step }
}
