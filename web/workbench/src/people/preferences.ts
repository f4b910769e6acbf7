import { ref, watch, type Ref } from 'vue'
import { api, contentOf } from '@/api/client'

/** The viewer's settings, the same in every browser. Loaded once; a change is saved a moment later. */
type Name = 'filters' | 'notices' | 'topics'

const SOON = 600
const held = new Map<Name, Ref<Record<string, unknown>>>()
let reading: Promise<Record<string, unknown>> | undefined

async function readAll(): Promise<Record<string, unknown>> {
  reading ??= contentOf<{ preferences: Record<string, unknown> }>(api.GET('/api/session/preferences')).then((answer) => answer.preferences)
  return reading
}

function keep(name: Name, value: Record<string, unknown>): void {
  void api.PUT('/api/session/preferences/{name}', { params: { path: { name } }, body: { value } }).catch(() => undefined)
}

export function usePreference<T extends Record<string, unknown>>(name: Name, blank: T): Ref<T> {
  const known = held.get(name)
  if (known) return known as unknown as Ref<T>
  const value = ref<Record<string, unknown>>({ ...blank })
  held.set(name, value)
  void readAll()
    .catch(() => ({}) as Record<string, unknown>)
    .then((all) => {
      value.value = { ...blank, ...(all[name] as object | undefined) }
      let later: ReturnType<typeof setTimeout> | undefined
      watch(
        value,
        (now) => {
          clearTimeout(later)
          later = setTimeout(() => keep(name, now), SOON)
        },
        { deep: true },
      )
    })
  return value as unknown as Ref<T>
}

/** Clears the preferences when another person signs in. */
export function forgetPreferences(): void {
  held.clear()
  reading = undefined
}
