import { computed, onScopeDispose, ref, watch } from 'vue'
import { asProblem, type Problem } from '@/kernel/problem'
import type { Revealed } from '@/api/types'
import { useLoad } from '@/kernel/load'
import { useWatermark } from '@/kernel/watermark'
import { reveal } from '../api'
import { fetchSheet, takeCall, type Taken } from './api'

const KEEP_EVERY = 60_000

/** One call: its sheet, whether the viewer holds the lease, the revealed number, its duration. Typing renews the lease. */
export function useCall(number: () => string) {
  const { data: sheet, problem: unread, load } = useLoad((signal) => fetchSheet(number(), signal))
  const held = ref<Taken>()
  const seen = ref<Revealed>()
  const problem = ref<Problem>()
  useWatermark(() => seen.value !== undefined)
  const busy = ref(false)
  const now = ref(Date.now())
  let began = 0
  let kept = 0

  async function take(): Promise<void> {
    if (busy.value || held.value) return
    busy.value = true
    problem.value = undefined
    try {
      held.value = await takeCall(number())
      began = kept = now.value = Date.now()
      seen.value = await reveal(number(), 'callback', '')
    } catch (error) {
      problem.value = asProblem(error)
    } finally {
      busy.value = false
    }
  }

  function keep(): void {
    if (!held.value || Date.now() - kept < KEEP_EVERY) return
    kept = Date.now()
    void takeCall(number())
      .then((taken) => (held.value = taken))
      .catch((error: unknown) => (problem.value = asProblem(error)))
  }

  /** Recorded or released: no lease is left to release. */
  function over(): void {
    held.value = undefined
  }

  const ticking = setInterval(() => (now.value = Date.now()), 1000)
  watch(number, () => void load(), { immediate: true })
  onScopeDispose(() => {
    clearInterval(ticking)
    if (held.value) void takeCall(number(), true).catch(() => undefined)
  })

  const seconds = computed(() => (held.value ? Math.max(0, Math.floor((now.value - began) / 1000)) : 0))
  const clock = computed(() => `${String(Math.floor(seconds.value / 60)).padStart(2, '0')}:${String(seconds.value % 60).padStart(2, '0')}`)
  return { sheet, unread, load, held, seen, problem, busy, take, keep, over, clock }
}
