import { onScopeDispose, watch } from 'vue'
import { connection, useStream } from '@/api/stream/stream'
import { putHere } from './api'
import { bindHeadset, freeHeadset } from './headset'
import { closeLine, hasLine, lost, prepareLine, trouble } from './line'
import { leaveTelephone, owns, wantTelephone } from './owner'
import { startRinging, stopRinging } from './ringing'
import { answerCall, byPhone, call, changesWaiting, concerns, hangUpCall, inCall, loadSeat, rejoinCall, ringing, seat, signedOut, takenOver, telephone, toggleMute } from './seat'
import { ringTitle } from './words'

const REJOINED_AFTER = 3000
const HERE_EVERY = 10_000
const COUNTED_EVERY = 15_000

/** The telephone of this tab, while the frame exists: it follows the server, rings, and joins the call again after a reload. */
export function useTelephone(staffId: string, onSilent: () => void): void {
  followServer(`staff:${staffId}`)
  watch(
    () => telephone.value && !signedOut.value,
    (wanted) => (wanted ? wantTelephone(staffId) : leaveTelephone()),
    { immediate: true },
  )
  sayHere()
  ringHere(onSilent)
  keepLine()
  bindHeadset({
    press: () => void (ringing.value && owns.value && answerCall()),
    mute: () => void (owns.value && toggleMute()),
    hangUp: () => void (owns.value && hangUpCall()),
  })
  onScopeDispose(() => {
    freeHeadset()
    stopRinging()
    closeLine()
    leaveTelephone()
    seat.value = undefined
  })
}

function followServer(me: string): void {
  void loadSeat()
  let counting: ReturnType<typeof setTimeout> | undefined
  useStream((event) => {
    if (takenOver(event) && owns.value) void rejoinCall()
    else if (concerns(event, me)) void loadSeat()
    else if (telephone.value && !signedOut.value && changesWaiting(event))
      counting ??= setTimeout(() => {
        counting = undefined
        if (!document.hidden) void loadSeat()
      }, COUNTED_EVERY)
  })
  watch(connection, (now, before) => now === 'live' && before === 'lost' && void loadSeat())
  onScopeDispose(() => clearTimeout(counting))
}

/** The server takes a seat whose page says nothing for gone, and its citizen back into the queue. */
function sayHere(): void {
  let saying: ReturnType<typeof setInterval> | undefined
  watch(
    () => telephone.value && !signedOut.value && owns.value,
    (here) => {
      clearInterval(saying)
      if (here) saying = setInterval(() => void putHere().catch(() => undefined), HERE_EVERY)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearInterval(saying))
}

function ringHere(onSilent: () => void): void {
  watch(
    () => (ringing.value && owns.value ? call.value?.id : undefined),
    (id) => {
      if (!id) return stopRinging()
      if (call.value?.direction === 'out') return void answerCall() // the citizen answered a call that the viewer placed
      startRinging(ringTitle(call.value?.caller ?? ''), onSilent)
      if (!byPhone.value) void prepareLine(id)
    },
    { immediate: true },
  )
}

/** A talked call has a line in the tab that has the telephone; no other call and no other tab has one. */
function keepLine(): void {
  let again: ReturnType<typeof setTimeout> | undefined
  watch(
    () => [owns.value && !byPhone.value, ringing.value || inCall.value ? call.value?.id : undefined, inCall.value] as const,
    ([mine, id, talks]) => {
      if (!mine || !id) {
        clearTimeout(again)
        return closeLine()
      }
      if (talks && !hasLine(id)) void rejoinCall()
    },
    { immediate: true },
  )
  watch(lost, () => {
    clearTimeout(again)
    again = setTimeout(() => owns.value && trouble.value === 'lost' && void rejoinCall(), REJOINED_AFTER)
  })
  onScopeDispose(() => clearTimeout(again))
}

/** Closing the tab in a call would leave the citizen without a voice; a reload comes back. */
export function warnBeforeLeaving(): void {
  const ask = (event: BeforeUnloadEvent) => {
    if (inCall.value && owns.value && !byPhone.value) event.preventDefault()
  }
  addEventListener('beforeunload', ask)
  onScopeDispose(() => removeEventListener('beforeunload', ask))
}
