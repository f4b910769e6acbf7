import { computed, onScopeDispose, reactive, shallowReactive, watch, type ComputedRef } from 'vue'

/** Drafts belong to a person, because several people sign in at one browser. */
let owner = ''
export function draftsOf(staffId: string): void {
  if (staffId !== owner) inTab.clear()
  owner = staffId
  dropMarked()
}

/** The storage key of this person's draft. */
export const placeOf = (name: string, whose = owner): string => `lianxin.draft.${whose}.${name}`

const shown = shallowReactive(new Set<ComputedRef<boolean>>())
const isSecret = computed(() => [...shown].some((wish) => wish.value))

/** Drafts written beside a confidential case, by storage key: they stay in this tab and are never stored. */
const inTab = new Map<string, string>()

/** Keeps drafts out of the browser's storage while `holds`; the browser asks before a tab with one closes. */
export function useConfidentialDrafts(holds: () => boolean): void {
  const wish = computed(holds)
  shown.add(wish)
  onScopeDispose(() => shown.delete(wish))
}

globalThis.addEventListener?.('beforeunload', (event) => {
  if (inTab.size) event.preventDefault()
})

/** Deletes the drafts of confidential cases, before somebody signs out. */
export function forgetConfidential(): void {
  inTab.clear()
  dropMarked()
}

/** Deletes the drafts of confidential cases that earlier versions of this page stored, and their list. */
function dropMarked(): void {
  const MARKED = 'lianxin.confidential'
  for (const place of JSON.parse(localStorage.getItem(MARKED) ?? '[]') as string[]) localStorage.removeItem(place)
  localStorage.removeItem(MARKED)
}

const isKeptAt = (place: string): boolean => inTab.has(place) || localStorage.getItem(place) !== null

function keep(place: string, json: string): void {
  if (!isSecret.value && !inTab.has(place)) return localStorage.setItem(place, json)
  localStorage.removeItem(place)
  inTab.set(place, json)
}

function drop(place: string): void {
  localStorage.removeItem(place)
  inTab.delete(place)
}

/** Keeps the content of a form in this browser until it is sent, beside a confidential case only in this tab. */
export function useDraft<T extends object>(name: () => string, blank: () => T) {
  const whose = owner // if somebody else signs in, a page that is still open keeps saving for its own person
  let open = name()
  const fields = reactive(read(placeOf(open, whose), blank())) as T
  const stop = watch(fields, save, { deep: true, flush: 'post' })
  watch(isSecret, (now) => now && save(), { immediate: true })

  function save(): void {
    const isBlank = JSON.stringify(fields) === JSON.stringify(blank())
    if (isBlank) return drop(placeOf(open, whose))
    keep(placeOf(open, whose), JSON.stringify(fields))
  }

  /** Deletes the draft that was sent. The form may hold another one by the time the answer arrives, so `sent` names it. */
  function clear(sent = open): void {
    drop(placeOf(sent, whose))
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
  return { fields, clear, isKept: () => isKeptAt(placeOf(open, whose)) }
}

function read<T extends object>(place: string, blank: T): T {
  try {
    const kept = JSON.parse(inTab.get(place) ?? localStorage.getItem(place) ?? 'null') as Partial<T> | null
    return { ...blank, ...kept }
  } catch {
    return blank
  }
}
