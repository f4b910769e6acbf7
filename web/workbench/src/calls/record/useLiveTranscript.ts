import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { SpokenLine, Transcript } from './api'

/** Follows the transcript of a call while it lasts. The server repeats nothing, except after a lost connection. */
export function useLiveTranscript(call: () => string) {
  const lines = shallowRef<SpokenLine[]>([])
  const spokenNow = shallowRef<Record<string, string>>({})
  const live = ref(false)
  let source: EventSource | undefined

  function take(said: Transcript): void {
    lines.value = joined(lines.value, said.lines)
    spokenNow.value = said.spoken_now ?? {}
    live.value = said.live
  }

  function follow(id: string): void {
    source?.close()
    lines.value = []
    spokenNow.value = {}
    live.value = false
    if (!id) return
    const mine = (source = new EventSource(`/api/calls/${id}/transcript/live`))
    mine.addEventListener('transcript', (event: MessageEvent<string>) => {
      const said = JSON.parse(event.data) as Transcript
      take(said)
      if (!said.live && (lines.value.length || !said.offered)) mine.close()
    })
  }

  watch(call, follow, { immediate: true })
  onScopeDispose(() => source?.close())
  return { lines, spokenNow, live }
}

/** The lines of both, in the order of their beginning, each once. */
export function joined(known: readonly SpokenLine[], more: readonly SpokenLine[]): SpokenLine[] {
  const ids = new Set(known.map((one) => one.id))
  return [...known, ...more.filter((one) => !ids.has(one.id))].sort((one, other) => one.began - other.began)
}
