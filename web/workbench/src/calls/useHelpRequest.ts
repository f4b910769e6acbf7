import { onMounted, shallowRef } from 'vue'
import { useStream } from '@/api/stream/stream'
import { askHelp, clearHelp, fetchHand, type Hand, type HelpReason } from './api'

/** The viewer's request for help; the shift lead's response arrives by the stream. */
export function useHelpRequest() {
  const hand = shallowRef<Hand | null>(null)

  async function look(): Promise<void> {
    hand.value = await fetchHand().then(
      (found) => found.hand,
      () => hand.value,
    )
  }

  async function ask(reason: HelpReason): Promise<void> {
    hand.value = (await askHelp(reason)).hand
  }

  async function clear(): Promise<void> {
    if (hand.value) await clearHelp(hand.value.id)
    hand.value = null
  }

  useStream((event) => event.kind.startsWith('help.') && void look())
  onMounted(look)
  return { hand, ask, clear }
}
