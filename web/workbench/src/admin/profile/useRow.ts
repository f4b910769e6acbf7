import { computed, ref, watch } from 'vue'
import { asProblem, type Problem } from '@/kernel/problem'
import { useDraft } from '@/kernel/draft'
import { putRow, type Row, type Section } from './api'
import { standing } from './standing'

interface Typed {
  row: Row
  /** The values when typing began, to detect changes made by others. */
  base: string
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** A row being edited: kept in this browser, written to the server's draft when saved. */
export function useRow(section: () => Section, key: () => string | null, row: () => Row | null, likeNew: () => Row) {
  const blank = (): Typed => ({ row: { ...(row() ?? likeNew()) }, base: JSON.stringify(row()) })
  const typing = useDraft<Typed>(() => `admin.${section().name}.${key() ?? '+'}`, blank)
  const busy = ref(false)
  const problem = ref<Problem>()

  const touched = computed(() => !same(typing.fields.row, row() ?? likeNew()))
  const meanwhile = computed(() => touched.value && typing.fields.base !== JSON.stringify(row()))

  // Untouched fields follow the server; typed fields keep their content.
  watch(
    () => JSON.stringify(row() ?? likeNew()),
    (_, before) => JSON.stringify(typing.fields.row) === before && typing.clear(),
  )
  watch(key, () => (problem.value = undefined))

  async function send(next: Row | null, place?: number | null): Promise<string | null | undefined> {
    if (busy.value) return undefined
    busy.value = true
    problem.value = undefined
    try {
      const kept = await putRow({ section: section().name, was: row(), row: next, place: place ?? null })
      typing.clear()
      standing.value = kept.standing
      return kept.key
    } catch (error) {
      problem.value = asProblem(error)
      return undefined
    } finally {
      busy.value = false
    }
  }

  return { fields: typing.fields, touched, meanwhile, busy, problem, send, undo: typing.clear }
}
