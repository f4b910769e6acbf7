import { shallowRef } from 'vue'
import { fetchMessages, type MessageForms, type Row } from './api'

/** Messages to citizens: the city's texts replace the program's defaults. */
export const messageForms = shallowRef<MessageForms>()

export async function loadMessages(): Promise<void> {
  messageForms.value ??= await fetchMessages()
}

/** Every message in every language; the program's text if the city has none. */
export function withProgramWordings(rows: { key: string; row: Row }[]): { key: string; row: Row; own: boolean }[] {
  const own = new Map(rows.map((one) => [one.key, one.row]))
  const theirs = (messageForms.value?.items ?? []).flatMap(({ template, wordings }) =>
    Object.entries(wordings).map(([language, wording]) => ({ key: `${template}|${language}`, row: { template, language, ...wording } as Row })),
  )
  const known = new Set(theirs.map((one) => one.key))
  return [
    ...theirs.map(({ key, row }) => ({ key, row: own.get(key) ?? row, own: own.has(key) })),
    ...rows.filter((one) => !known.has(one.key)).map((one) => ({ ...one, own: true })),
  ]
}
