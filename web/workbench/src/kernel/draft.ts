import { onScopeDispose, reactive, watch } from 'vue'

/** Drafts belong to a person, because several people sign in at one browser. */
let owner = ''
export function draftsOf(staffId: string): void {
  owner = staffId
}

/** The storage key of this person's draft. */
export const placeOf = (name: string, whose = owner): string => `lianxin.draft.${whose}.${name}`

/** Keeps the content of a form in this browser until it is sent, so that a closed tab loses nothing. */
export function useDraft<T extends object>(name: () => string, blank: () => T) {
  const whose = owner // if somebody else signs in, a page that is still open keeps saving for its own person
  let shown = name()
  const fields = reactive(read(placeOf(shown, whose), blank())) as T
  const stop = watch(fields, save, { deep: true, flush: 'post' })

  function save(): void {
    const isBlank = JSON.stringify(fields) === JSON.stringify(blank())
    if (isBlank) localStorage.removeItem(placeOf(shown, whose))
    else localStorage.setItem(placeOf(shown, whose), JSON.stringify(fields))
  }

  /** Deletes the draft that was sent. The form may hold another one by the time the answer arrives, so `sent` names it. */
  function clear(sent = shown): void {
    localStorage.removeItem(placeOf(sent, whose))
    if (sent === shown) replace(blank())
  }

  function replace(next: T): void {
    for (const old of Object.keys(fields)) Reflect.deleteProperty(fields, old)
    Object.assign(fields, next)
  }

  watch(name, (next) => {
    shown = next
    replace(read(placeOf(next, whose), blank()))
  })
  onScopeDispose(stop)
  return { fields, clear, isKept: () => localStorage.getItem(placeOf(shown, whose)) !== null }
}

function read<T extends object>(place: string, blank: T): T {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? 'null') as Partial<T> | null
    return { ...blank, ...kept }
  } catch {
    return blank
  }
}
