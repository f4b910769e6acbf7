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

export type SurgeTopic = Schemas['SurgeTopic']
export type SurgeField = Schemas['SurgeField']
export const addTopic = (body: Schemas['NewSurgeTopic']) => take(contentOf(api.POST('/api/surge/topics', { body })))
export const endTopic = (topic_id: string) => take(contentOf(api.POST('/api/surge/topics/{topic_id}/end', { params: { path: { topic_id } } })))
export const fillForm = (topic_id: string, answers: Record<string, string>) =>
  take(contentOf(api.POST('/api/surge/topics/{topic_id}/forms', { params: { path: { topic_id } }, body: { answers } })))

/** Reads the fields of a form as a shift lead types them, one a line: `人数*`, `还能撑：今天、三天`, `户数#` for a number. */
export function fieldsOf(written: string): SurgeField[] {
  return written
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [head = '', rest = ''] = line.split(/[：:]/, 2)
      const options = rest.split(/[、,，/]/).map((one) => one.trim()).filter(Boolean)
      const kind = options.length ? 'choice' : head.includes('#') ? 'number' : 'text'
      return { label: head.replace(/[#*]/g, '').trim(), kind, options, required: head.includes('*') }
    })
}

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
