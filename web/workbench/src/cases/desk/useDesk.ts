import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { CaseCard } from '@/api/types'
import { useWork, type Part } from '../work/useWork'

/** Differences of a desk from a plain list. */
export interface DeskWays {
  /** the part or order that the server selects */
  part?: Part | undefined
  /** cases that moving on to the next one skips */
  skip?: ((card: CaseCard) => boolean) | undefined
}

/** A desk's list and the selected case, which is kept in the address (`?case=…`). */
export function useDesk(desk: string, ways: DeskWays = {}) {
  const route = useRoute()
  const router = useRouter()
  const work = useWork(desk, undefined, ways.part)
  const numbers = computed(() => work.cards.value.map((card) => card.number))
  const chosen = computed(() => (typeof route.query.case === 'string' ? route.query.case : undefined))
  const card = computed<CaseCard | undefined>(() => work.cards.value.find((one) => one.number === chosen.value))

  function choose(number: string | undefined): void {
    if (number !== chosen.value) void router.replace({ query: { ...route.query, case: number } })
  }

  function step(by: 1 | -1): void {
    const at = numbers.value.indexOf(chosen.value ?? '')
    const next = numbers.value[Math.min(numbers.value.length - 1, Math.max(0, at + by))]
    if (next) choose(next)
    if (work.hasMore.value && at > numbers.value.length - 5) void work.more()
  }

  /** Cases handled since the list was loaded: their rows may remain for a moment, until the server reports that they left. */
  const dealt = new Set<string>()

  /** Selects the next case that is still in the list, searching downwards first. */
  function goOn(): void {
    const at = numbers.value.indexOf(chosen.value ?? '')
    if (card.value) dealt.add(card.value.id)
    const round = [...work.cards.value.slice(at + 1), ...work.cards.value.slice(0, Math.max(0, at)).reverse()]
    const next = round.find((one) => !work.gone.value.has(one.id) && !dealt.has(one.id) && !ways.skip?.(one))
    if (next) choose(next.number)
    else void reload().then(() => choose(numbers.value[0]))
  }

  function reload(): Promise<void> {
    dealt.clear()
    return work.reload()
  }

  watch(numbers, () => {
    if (!chosen.value && numbers.value.length) choose(numbers.value[0])
  })
  void reload()
  return { ...work, reload, numbers, chosen, card, choose, step, goOn }
}
