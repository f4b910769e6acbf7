import { onBeforeUnmount, onMounted, shallowRef } from 'vue'
import { api, contentOf, type Schemas } from '@/api/client'
import { useStream } from '@/api/stream/stream'

export type SurgeNow = Schemas['SurgeNow']

/** Surge mode as it is now, for the banner of every page and the card of the floor. */
export const surge = shallowRef<SurgeNow>()

export async function lookAtSurge(): Promise<void> {
  surge.value = await contentOf<SurgeNow>(api.GET('/api/surge')).catch(() => surge.value)
}

const take = async (now: Promise<SurgeNow>) => (surge.value = await now)
export const switchSurge = (on: boolean) => take(contentOf(api.POST('/api/surge', { body: { on } })))
export const callIn = () => take(contentOf(api.POST('/api/surge/call-in', { body: { staff: [] } })))
export const answerCallIn = (answer: Schemas['ComesIn'], minutes: number | null) =>
  take(contentOf(api.POST('/api/surge/call-in/answer', { body: { answer, minutes } })))

const EVERY = 60_000 // units hear no events of calls

/** Keeps `surge` current while a page is open. */
export function useSurge(): void {
  const timer = setInterval(() => document.hidden || void lookAtSurge(), EVERY)
  onBeforeUnmount(() => clearInterval(timer))
  onMounted(lookAtSurge)
  useStream(({ kind }) => {
    if (kind.startsWith('surge.') || kind === 'reset') void lookAtSurge()
  })
}
