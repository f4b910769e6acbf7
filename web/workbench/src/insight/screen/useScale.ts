import { onScopeDispose, ref, type Ref } from 'vue'

/** The screen is drawn for 1920 × 1080 and scaled, so that 4K shows the same picture twice as sharp. */
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
