import { onScopeDispose, watch } from 'vue'
import { placeOf } from '@/kernel/draft'
import { isSecret, isUntouched, type Call, type OpenCalls } from './desk'

/**
 * Each open call has its own storage key: two tabs keep both their calls, and each shows the changes of the other.
 * Which form is current belongs to the tab and survives a reload.
 * A call with a confidential form stays in its tab only; the browser asks before the tab closes.
 */
const CALL = 'intake.call.'
const IN_HAND = 'intake.in_hand'

function callIn(json: string | null): Call | undefined {
  try {
    const call = JSON.parse(json ?? 'null') as Call | null
    return call?.id && call.forms.length ? call : undefined
  } catch {
    return undefined
  }
}

/** All stored calls, oldest first. */
export function readCalls(): OpenCalls {
  const places = Object.keys(localStorage).filter((place) => place.startsWith(placeOf(CALL)))
  const calls = places.flatMap((place) => callIn(localStorage.getItem(place)) ?? [])
  calls.sort((one, other) => (one.began ?? Infinity) - (other.began ?? Infinity))
  return { calls, form: localStorage.getItem(placeOf(IN_HAND)) ?? '' }
}

/** Changes the call in place, because a running request holds its form. */
function lay(told: Call, mine: Call): void {
  const forms = told.forms.map((form) => {
    const here = mine.forms.find((one) => one.id === form.id)
    return here ? Object.assign(here, form) : form
  })
  Object.assign(mine, told, { forms })
}

/** Stores changes made here, and takes over changes made in another tab. */
export function keepCalls(open: OpenCalls): void {
  const prefix = placeOf(CALL) // whoever signs in later, these calls belong to this person
  const inHand = placeOf(IN_HAND)
  const known = new Map(open.calls.map((call) => [call.id, JSON.stringify(call)]))

  /** Writes only what changed here: another tab may have newer versions of the rest. */
  function save(): void {
    const kept = open.calls.filter((call) => !isUntouched(call) && !isSecret(call))
    for (const call of kept) {
      const json = JSON.stringify(call)
      if (known.get(call.id) === json) continue
      known.set(call.id, json)
      localStorage.setItem(prefix + call.id, json)
    }
    for (const id of known.keys()) {
      if (kept.some((call) => call.id === id)) continue
      known.delete(id)
      localStorage.removeItem(prefix + id)
    }
    localStorage.setItem(inHand, open.form)
  }

  function takeOver({ key, newValue }: StorageEvent): void {
    if (!key?.startsWith(prefix)) return
    const id = key.slice(prefix.length)
    const told = callIn(newValue)
    const mine = open.calls.find((one) => one.id === id)
    if (told) {
      known.set(id, JSON.stringify(told))
      if (mine) lay(told, mine)
      else open.calls.push(told)
    } else if (newValue === null && !(mine && isSecret(mine))) {
      known.delete(id)
      open.calls = open.calls.filter((one) => one !== mine)
    }
  }

  function ask(event: BeforeUnloadEvent): void {
    if (open.calls.some(isSecret)) event.preventDefault()
  }

  const stop = watch(open, save, { deep: true, flush: 'post' })
  addEventListener('storage', takeOver)
  addEventListener('beforeunload', ask)
  onScopeDispose(() => {
    stop()
    removeEventListener('storage', takeOver)
    removeEventListener('beforeunload', ask)
  })
}
