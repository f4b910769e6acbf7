import { onScopeDispose, reactive, watch } from 'vue'

/** What somebody is writing, kept in this browser until it is sent: a closed tab loses nothing. */
export function useDraft<T extends object>(name: () => string, blank: () => T) {
  const fields = reactive(read(name(), blank())) as T
  let key = name()
  const stop = watch(fields, save, { deep: true, flush: 'post' })

  function save(): void {
    const isBlank = JSON.stringify(fields) === JSON.stringify(blank())
    if (isBlank) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(fields))
  }

  function clear(): void {
    localStorage.removeItem(key)
    replace(blank())
  }

  function replace(next: T): void {
    for (const old of Object.keys(fields)) Reflect.deleteProperty(fields, old)
    Object.assign(fields, next)
  }

  watch(name, (next) => {
    key = next
    replace(read(next, blank()))
  })
  onScopeDispose(stop)
  return { fields, clear, isKept: () => localStorage.getItem(key) !== null }
}

function read<T extends object>(key: string, blank: T): T {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<T> | null
    return { ...blank, ...kept }
  } catch {
    return blank
  }
}
