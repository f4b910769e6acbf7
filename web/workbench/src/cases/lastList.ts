import { shallowRef } from 'vue'

/** The list from which a case was opened: the way back, and the neighbouring cases. */
export interface LastList {
  path: string
  name: string
  numbers: string[]
}

export const lastList = shallowRef<LastList>()

export function neighbour(number: string, by: 1 | -1): string | undefined {
  const numbers = lastList.value?.numbers ?? []
  const at = numbers.indexOf(number)
  return at < 0 ? undefined : numbers[at + by]
}
