import { ref } from 'vue'
import { useAction } from '@/kernel/action'
import { isTyping } from '@/kernel/keys'
import { postKeys } from './api'

export const KEYPAD = '123456789*0#'
const MOST = 32

/** The key of a telephone that a stroke means; none with Ctrl or Alt, and none while somebody types. */
export function telephoneKey(event: KeyboardEvent): string {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return ''
  return event.key.length === 1 && KEYPAD.includes(event.key) ? event.key : ''
}

/** Sends keys in their order; what is pressed meanwhile goes with the next request. They are counted and not kept. */
export function useFarKeys(call: () => string) {
  const sent = ref(0)
  const { busy, problem, act } = useAction()
  let waiting = ''

  async function press(key: string): Promise<void> {
    waiting += key
    if (busy.value) return
    while (waiting) {
      const keys = waiting.slice(0, MOST)
      waiting = waiting.slice(MOST)
      if (await act(() => postKeys(call(), keys))) sent.value += keys.length
      else waiting = ''
    }
  }

  return { sent, problem, press }
}
