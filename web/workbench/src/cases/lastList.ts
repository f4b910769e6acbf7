import { shallowRef } from 'vue'

/** The list a case was opened from: the way back, and its neighbours. */
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
