import { onScopeDispose, shallowRef } from 'vue'
import { fetchClaims, type Claim } from './api'

const EVERY = 10_000

/** The current leases on callbacks, polled every few seconds. */
export function useClaims() {
  const claims = shallowRef(new Map<string, Claim>())

  async function look(): Promise<void> {
    if (document.hidden) return
    const found = await fetchClaims().catch(() => undefined)
    if (found) claims.value = new Map(found.items.map((one) => [one.number, one]))
  }

  const looking = setInterval(() => void look(), EVERY)
  onScopeDispose(() => clearInterval(looking))
  void look()
  const others = (number: string): Claim | undefined => {
    const claim = claims.value.get(number)
    return claim && !claim.mine ? claim : undefined
  }
  return { others, look }
}
