import { computed, onScopeDispose, ref, watch } from 'vue'
import { loadProfile } from '@/city/profile'
import { useLoad } from '@/kernel/load'
import { runSoon } from '@/kernel/soon'
import { closeStream, connection, openStream, useStream } from '@/api/stream/stream'
import { useViewer } from '@/people/session'
import { fetchBoard } from './api'

/** Shortest and longest time between two loads of the board: many events cause one load, and time alone makes orders late. */
const AT_MOST_EVERY = 3000
const AT_LEAST_EVERY = 30_000
/** After two missed loads the figures are out of date. */
const STALE_AFTER = 2.5 * AT_LEAST_EVERY

/** The current board. The stream starts at the position at which the board was counted, so that no event is missed. */
export function useBoard() {
  const viewer = useViewer()
  let known = false
  const { data: board, problem, first, load } = useLoad(async (signal) => {
    const [next] = await Promise.all([fetchBoard(signal), known || loadProfile()])
    known = true
    return next
  })
  const readAt = ref(Date.now())
  const now = ref(Date.now())
  const readSoon = runSoon(load, AT_MOST_EVERY)

  const late = computed(() => now.value - readAt.value > STALE_AFTER)
  const lost = computed(() => connection.value === 'lost')
  const stale = computed(() => board.value !== undefined && (problem.value !== undefined || late.value || lost.value))

  useStream(readSoon)
  watch(board, (next, before) => {
    readAt.value = Date.now()
    if (next && !before) openStream(next.position, viewer.staff_id)
  })
  watch(connection, (state, before) => {
    if (state === 'live' && before === 'lost') readSoon()
  })
  const reading = setInterval(() => void load(), AT_LEAST_EVERY)
  const ticking = setInterval(() => (now.value = Date.now()), 1000)
  onScopeDispose(() => {
    clearInterval(reading)
    clearInterval(ticking)
    closeStream()
  })
  return { board, problem, first, load, stale, lost }
}
