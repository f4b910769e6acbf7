import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { asProblem, type Problem } from '@/kernel/problem'
import { dialNumber, fetchDial, giveUpDial, type Dialling, type DialWish, type LatestDial } from './api'

const WHILE_LIVE = 1000
const LATER = 15_000

/** One call of the viewer that the system places: begun here, followed until it is over. */
export function useDial(onOver: (result: string) => void = () => undefined) {
  const latest = shallowRef<LatestDial>()
  const began = shallowRef<Dialling>()
  const problem = ref<Problem>()
  const busy = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let gone = false

  const call = computed(() => (latest.value?.call?.id === began.value?.call_id ? latest.value?.call : undefined))
  const live = computed(() => (call.value ? call.value.state !== 'over' : began.value !== undefined && !latest.value?.call))
  const telephone = computed(() => latest.value?.telephone ?? false)
  const seconds = computed(() => (call.value?.answered_at && latest.value ? Math.max(0, Math.round((Date.parse(latest.value.now) - Date.parse(call.value.answered_at)) / 1000)) : 0))

  async function look(): Promise<void> {
    clearTimeout(timer)
    const before = call.value?.state
    try {
      latest.value = await fetchDial()
    } catch {
      // the next look tells
    }
    if (call.value?.state === 'over' && before && before !== 'over') onOver(call.value.result ?? '')
    if (!gone) timer = setTimeout(() => void look(), live.value ? WHILE_LIVE : LATER)
  }

  async function dial(wish: DialWish): Promise<void> {
    if (busy.value || live.value) return
    busy.value = true
    problem.value = undefined
    try {
      began.value = await dialNumber(wish)
    } catch (error) {
      problem.value = asProblem(error)
    } finally {
      busy.value = false
    }
    await look()
  }

  async function hangUp(): Promise<void> {
    if (began.value) await giveUpDial(began.value.call_id).catch(() => undefined)
    await look()
  }

  void look()
  onScopeDispose(() => {
    gone = true
    clearTimeout(timer)
  })
  return { telephone, began, call, live, seconds, problem, busy, dial, hangUp }
}
