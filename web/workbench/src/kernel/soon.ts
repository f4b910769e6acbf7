import { onScopeDispose } from 'vue'

/** Returns a function that runs `act` once, `wait` milliseconds after the first of many calls; none is left at the end of the scope. */
export function runSoon(act: () => unknown, wait: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined
      void act()
    }, wait)
  }
}
