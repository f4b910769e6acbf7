import { ref } from 'vue'

/**
 * One tab has the telephone: it rings there and the microphone is open there. The browser's lock decides; the next tab gets it
 * when this one closes, or at once when somebody takes it over there.
 */
export const owns = ref(false)
export const elsewhere = ref(false)

const NOTICED_AFTER = 400
let release: (() => void) | undefined
let wanted = false

async function hold(name: string, options: LockOptions): Promise<void> {
  await navigator.locks.request(name, options, () => {
    owns.value = true
    elsewhere.value = false
    return wanted ? new Promise<void>((done) => (release = done)) : undefined
  })
}

async function wait(name: string, options: LockOptions): Promise<void> {
  const noticed = setTimeout(() => (elsewhere.value = !owns.value), NOTICED_AFTER)
  try {
    await hold(name, options)
  } catch {
    // taken over by another tab
  }
  clearTimeout(noticed)
  owns.value = false
  if (wanted) return wait(name, {})
}

const nameOf = (who: string) => `lianxin.telephone.${who}`

/** Wants the telephone for this tab until `leaveTelephone`. */
export function wantTelephone(who: string): void {
  wanted = true
  if ('locks' in navigator) void wait(nameOf(who), {})
  else owns.value = true
}

/** Takes the telephone from the tab that has it. */
export function takeTelephone(who: string): void {
  if (!('locks' in navigator) || owns.value) return
  void hold(nameOf(who), { steal: true }).catch(() => {
    owns.value = false
    elsewhere.value = wanted
  })
}

export function leaveTelephone(): void {
  wanted = false
  release?.()
  owns.value = elsewhere.value = false
}
