import { ref, shallowRef } from 'vue'
import type { NoSound, Softphone, SoundTrouble } from './softphone'

/** The one line of this tab: prepared while it rings, so that the voice is there with the key. */
export const trouble = ref<SoundTrouble>()
/** Rises each time the connection of a call was lost. */
export const lost = ref(0)

const current = shallowRef<{ call: string; opening: Promise<Softphone> }>()

function hear(what: SoundTrouble): void {
  trouble.value = what
  if (what === 'lost') lost.value++
}

async function openLine(): Promise<Softphone> {
  const { Softphone: Phone } = await import('./softphone')
  return Phone.open(hear)
}

/** The line for a call, opened if it is not yet. One that could not be opened is tried again. */
export function lineOf(call: string): Promise<Softphone> {
  if (current.value?.call === call) return current.value.opening
  closeLine()
  const mine = { call, opening: openLine() }
  current.value = mine
  mine.opening.catch(() => current.value === mine && (current.value = undefined))
  return mine.opening
}

export const hasLine = (call: string): boolean => current.value?.call === call

export function muteLine(muted: boolean): void {
  void current.value?.opening.then((line) => line.mute(muted)).catch(() => undefined)
}

export function closeLine(): void {
  void current.value?.opening.then((line) => line.close()).catch(() => undefined)
  current.value = undefined
}

/** Runs something that needs sound. False if the microphone fails, which `trouble` says; anything else is thrown on. */
export async function soundOf(run: () => Promise<void>): Promise<boolean> {
  trouble.value = undefined
  try {
    await run()
    return true
  } catch (error) {
    if (!isNoSound(error)) throw error
    trouble.value = error.trouble
    return false
  }
}

/** By name: its class belongs to the part that is loaded later. */
const isNoSound = (error: unknown): error is NoSound => error instanceof Error && error.name === 'NoSound'

/** Says already while it rings that the microphone fails, not only when the citizen speaks. */
export async function prepareLine(call: string): Promise<void> {
  await soundOf(async () => void (await lineOf(call))).catch(() => undefined)
}
