import { onScopeDispose, ref, watch } from 'vue'
import type { FeedEvent } from '@/api/types'
import { useEffort } from '@/kernel/effort'
import { useConfidentialDrafts } from '@/kernel/draft'
import { useLoad } from '@/kernel/load'
import { useWatermark } from '@/kernel/watermark'
import { eventsAfter, useStream } from '@/api/stream/stream'
import { fetchCase } from './api'

const SOON = 250

/** The displayed case, reloaded when one of its events arrives; measures the effort. `seen`: log position when it was opened. */
export function useCase(number: () => string | undefined) {
  const { data: view, problem, loading, first, load } = useLoad((signal) => fetchCase(number() ?? '', signal))
  const seen = ref(Infinity)
  const isConfidential = () => view.value?.case.confidential === true
  useWatermark(isConfidential)
  useConfidentialDrafts(isConfidential)
  const { reading } = useEffort(number, () => view.value?.orders.map((order) => order.id) ?? [])
  let again: ReturnType<typeof setTimeout> | undefined

  function isNews(event: FeedEvent): boolean {
    if (event.kind === 'reset') return true
    return event.case_id === view.value?.case.id && event.position > (view.value?.position ?? Infinity)
  }

  async function read(): Promise<void> {
    await load()
    seen.value = view.value?.position ?? Infinity
    if (view.value && eventsAfter(view.value.position).some(isNews)) await load()
  }

  useStream((event) => {
    if (!isNews(event)) return
    clearTimeout(again)
    again = setTimeout(() => void load(), SOON)
  })
  watch(
    number,
    (now) => {
      clearTimeout(again)
      if (view.value?.case.number !== now) view.value = undefined
      if (now) void read()
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(again))
  return { view, problem, loading, first, load, read, seen, reading }
}
