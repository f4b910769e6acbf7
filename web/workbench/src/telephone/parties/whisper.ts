import { computed, onScopeDispose, watch } from 'vue'
import type { Softphone } from '../softphone'
import { owns } from '../owner'
import { call, inCall } from '../seat'
import { postHearWhisper } from './api'

/** The shift lead who whispers to this seat now. */
export const whisperer = computed(() => (inCall.value ? call.value?.parties.find((one) => one.kind === 'whisper') : undefined))

/** Opens a second connection while a shift lead whispers: the citizen's room must not carry that voice. */
export function useWhisper(): void {
  let ear: Softphone | undefined
  const close = () => {
    ear?.close()
    ear = undefined
  }
  watch(
    () => (owns.value ? whisperer.value?.id : undefined),
    async (id) => {
      close()
      const now = call.value
      if (!id || !now) return
      const { Softphone: Phone } = await import('../softphone')
      const mine = (ear = await Phone.ear(() => undefined))
      await postHearWhisper(now.id, mine.offer)
        .then(({ sdp }) => mine.accept(sdp))
        .catch(() => mine.close())
    },
    { immediate: true },
  )
  onScopeDispose(close)
}
