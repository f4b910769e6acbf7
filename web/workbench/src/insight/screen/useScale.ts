import { onScopeDispose, ref, type Ref } from 'vue'

/** The screen is drawn for 1920 × 1080; everything is so many times as large, so that 4K is the same picture, twice as sharp. */
const WIDE = 1920
const HIGH = 1080

const fitting = () => Math.min(innerWidth / WIDE, innerHeight / HIGH)

export function useScale(): Ref<number> {
  const scale = ref(fitting())
  const fit = () => (scale.value = fitting())
  addEventListener('resize', fit)
  onScopeDispose(() => removeEventListener('resize', fit))
  return scale
}
