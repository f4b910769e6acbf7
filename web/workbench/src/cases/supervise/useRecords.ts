import { computed, onScopeDispose, ref, watch } from 'vue'
import { useLoad } from '@/kernel/load'
import { useStream } from '@/api/stream/stream'
import { fetchRecords, type Kind, type Waiting } from './api'

const SOON = 400

/** A record decided by somebody else stays in the list while the user writes about it, so that the text does not vanish. */
export function staying(before: Waiting[], now: Waiting[], id: string | undefined): Waiting[] {
  const place = before.findIndex((one) => one.id === id)
  const record = before[place]
  if (!record || now.some((one) => one.id === id)) return now
  return [...now.slice(0, place), record, ...now.slice(place)]
}

/** Waiting records of some kinds and the selected one; reloaded when an event arrives. */
export function useRecords(kinds: () => Kind[], writing: () => boolean) {
  const { data, problem, first, load } = useLoad((signal) => fetchRecords(kinds(), signal))
  const at = ref<string>()
  const items = computed<Waiting[]>((before) => {
    const now = data.value?.items ?? []
    return writing() ? staying(before ?? [], now, at.value) : now
  })
  const chosen = computed(() => items.value.find((one) => one.id === at.value) ?? items.value[0])
  const gone = computed(() => chosen.value !== undefined && !data.value?.items.some((one) => one.id === chosen.value?.id))
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
  return { items, problem, first, load, at, chosen, gone, step }
}
