import { computed, onScopeDispose, reactive, shallowReactive, watch, type ComputedRef } from 'vue'

/** Drafts belong to a person, because several people sign in at one browser. */
let owner = ''
export function draftsOf(staffId: string): void {
  owner = staffId
  forgetConfidential(staffId)
}

/** The storage key of this person's draft. */
export const placeOf = (name: string, whose = owner): string => `lianxin.draft.${whose}.${name}`

/** The storage keys of drafts that were written beside a confidential case. */
const CONFIDENTIAL = 'lianxin.confidential'
const shown = shallowReactive(new Set<ComputedRef<boolean>>())

/** Marks drafts that are written while `holds`: they leave this browser with the sign-out of their person. */
export function useConfidentialDrafts(holds: () => boolean): void {
  const wish = computed(holds)
  shown.add(wish)
  onScopeDispose(() => shown.delete(wish))
}

const marked = (): string[] => JSON.parse(localStorage.getItem(CONFIDENTIAL) ?? '[]') as string[]

function markDraft(place: string): void {
  if (![...shown].some((wish) => wish.value) || marked().includes(place)) return
  localStorage.setItem(CONFIDENTIAL, JSON.stringify([...marked(), place]))
}

/** Deletes the marked drafts in this browser, except those of the person `kept`. */
export function forgetConfidential(kept = ''): void {
  const stay = marked().filter((place) => kept && place.startsWith(placeOf('', kept)))
  for (const place of marked()) if (!stay.includes(place)) localStorage.removeItem(place)
  if (stay.length) localStorage.setItem(CONFIDENTIAL, JSON.stringify(stay))
  else localStorage.removeItem(CONFIDENTIAL)
}

/** Keeps the content of a form in this browser until it is sent, so that a closed tab loses nothing. */
export function useDraft<T extends object>(name: () => string, blank: () => T) {
  const whose = owner // if somebody else signs in, a page that is still open keeps saving for its own person
  let open = name()
  const fields = reactive(read(placeOf(open, whose), blank())) as T
  const stop = watch(fields, save, { deep: true, flush: 'post' })

  function save(): void {
    const isBlank = JSON.stringify(fields) === JSON.stringify(blank())
    if (isBlank) return localStorage.removeItem(placeOf(open, whose))
    localStorage.setItem(placeOf(open, whose), JSON.stringify(fields))
    markDraft(placeOf(open, whose))
  }

  /** Deletes the draft that was sent. The form may hold another one by the time the answer arrives, so `sent` names it. */
  function clear(sent = open): void {
    localStorage.removeItem(placeOf(sent, whose))
    if (sent === open) replace(blank())
  }

  function replace(next: T): void {
    for (const old of Object.keys(fields)) Reflect.deleteProperty(fields, old)
    Object.assign(fields, next)
  }

  watch(name, (next) => {
    open = next
    replace(read(placeOf(next, whose), blank()))
  })
  onScopeDispose(stop)
  return { fields, clear, isKept: () => localStorage.getItem(placeOf(open, whose)) !== null }
}

function read<T extends object>(place: string, blank: T): T {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? 'null') as Partial<T> | null
    return { ...blank, ...kept }
  } catch {
    return blank
  }
}
