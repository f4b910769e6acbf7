import { computed, onScopeDispose, shallowReactive, type ComputedRef } from 'vue'

const wishes = shallowReactive(new Set<ComputedRef<boolean>>())

/** Whether a part of the page shows what must not leave it as a picture without the viewer's name. */
export const watermarked = computed(() => [...wishes].some((wish) => wish.value))

/** Marks the screen with the viewer's name while `shown` holds: a confidential case, or a citizen's number. */
export function useWatermark(shown: () => boolean): void {
  const wish = computed(shown)
  wishes.add(wish)
  onScopeDispose(() => wishes.delete(wish))
}
