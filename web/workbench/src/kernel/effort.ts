import { getCurrentScope, onScopeDispose, watch } from 'vue'
import { isTyping } from './keys'

/** Effort on a case: seconds visible, and presses (clicks and keys other than typing). */
interface Meter {
  number: string
  orders: () => string[]
  shown: number
  since: number | undefined
  presses: number
}

export interface Effort {
  seconds: number
  presses: number
}

const meters: Meter[] = []

const SILENT = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'Process', 'Dead', 'Unidentified'])
const LEAVES_FIELD = new Set(['Tab', 'Escape'])

function isPress(event: KeyboardEvent): boolean {
  if (event.repeat || event.isComposing || SILENT.has(event.key)) return false
  const types = isTyping(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey
  return !types || LEAVES_FIELD.has(event.key) || (event.key === 'Enter' && event.target instanceof HTMLInputElement)
}

function press(): void {
  for (const meter of meters) meter.presses += 1
}

const inSight = () => document.visibilityState === 'visible'

function look(): void {
  for (const meter of meters) {
    if (meter.since !== undefined) meter.shown += performance.now() - meter.since
    meter.since = inSight() ? performance.now() : undefined
  }
}

/** A button pressed by a key also fires a click; it was already counted as a key press. */
addEventListener('click', ({ detail }: MouseEvent) => detail > 0 && press(), true)
addEventListener('keydown', (event: KeyboardEvent) => isPress(event) && press(), true)
document.addEventListener('visibilitychange', look)

function begin(meter: Meter): void {
  meter.shown = meter.presses = 0
  meter.since = inSight() ? performance.now() : undefined
}

const read = (meter: Meter): Effort => ({
  seconds: Math.round((meter.shown + (meter.since === undefined ? 0 : performance.now() - meter.since)) / 1000),
  presses: meter.presses,
})

/**
 * Measures the selected case: `number` is its number, `''` a new case, undefined none; `orders` are the ids of its orders.
 * Every command on it carries the reading and starts a new one; `reading` is for display.
 */
export function useEffort(number: () => string | undefined, orders: () => string[] = () => []): { reading: () => Effort } {
  let mine: Meter | undefined
  function drop(): void {
    const at = mine ? meters.indexOf(mine) : -1
    if (at >= 0) meters.splice(at, 1)
    mine = undefined
  }
  watch(
    number,
    (now) => {
      drop()
      if (now === undefined) return
      mine = { number: now, orders, shown: 0, since: undefined, presses: 0 }
      begin(mine)
      meters.push(mine)
    },
    { immediate: true, flush: 'sync' },
  )
  if (getCurrentScope()) onScopeDispose(drop)
  return { reading: () => (mine ? read(mine) : { seconds: 0, presses: 0 }) }
}

const COMMAND = /\/api\/(?:cases\/(?<number>\d+)|orders\/(?<order>[^/]+))\/|\/api\/(?<all>cases)$/

function metersOf(url: string): Meter[] {
  const { number, order, all } = COMMAND.exec(url)?.groups ?? {}
  if (order) return meters.filter((meter) => meter.orders().includes(order))
  return meters.filter((meter) => meter.number === (all ? '' : number))
}

export interface Spent {
  header: string
  giveBack: () => void
}

/** The reading for a command on the selected case; undefined for any other command. The next reading starts here, even before
 * the answer has arrived; if the command is refused, the old one continues. */
export function takeEffort(url: string): Spent | undefined {
  const taken = metersOf(url).map((meter) => ({ meter, was: read(meter) }))
  const first = taken[0]
  if (!first) return undefined
  taken.forEach(({ meter }) => begin(meter))
  const giveBack = () =>
    taken.forEach(({ meter, was }) => {
      meter.shown += was.seconds * 1000
      meter.presses += was.presses
    })
  return { header: `seconds=${first.was.seconds};presses=${first.was.presses}`, giveBack }
}
