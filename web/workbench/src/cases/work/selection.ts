import { computed, ref, type Ref } from 'vue'
import type { CaseCard } from '@/api/types'

/** The selected cases of a list, for bulk actions. */
export function useSelection(cards: Ref<CaseCard[]>) {
  const numbers = ref(new Set<string>())
  const chosen = computed(() => cards.value.filter((card) => numbers.value.has(card.number)))

  function toggle(number: string | undefined): void {
    if (number && !numbers.value.delete(number)) numbers.value.add(number)
  }

  function all(): void {
    const everything = chosen.value.length === cards.value.length
    numbers.value = everything ? new Set() : new Set(cards.value.map((card) => card.number))
  }

  return { cards: chosen, has: (number: string) => numbers.value.has(number), toggle, all, clear: () => numbers.value.clear() }
}
