import { computed, shallowRef } from 'vue'
import { asProblem, type Problem } from '@/kernel/problem'
import { fetchSections, fetchStanding, type Section, type Standing, type Trouble } from './api'

/** The state of the profile, shared by all parts of the page: version in force, draft, problems. */
export const standing = shallowRef<Standing>()
export const sections = shallowRef<Section[]>([])
export const problem = shallowRef<Problem>()

export const draft = computed(() => standing.value?.draft ?? null)
export const changeCount = computed(() => Object.values(standing.value?.changes ?? {}).reduce((sum, n) => sum + n, 0))

export async function loadStanding(): Promise<void> {
  try {
    if (!sections.value.length) sections.value = (await fetchSections()).items
    standing.value = await fetchStanding()
    problem.value = undefined
  } catch (error) {
    problem.value = asProblem(error)
  }
}

export function troublesOf(section: string, key?: string | null): Trouble[] {
  const all = standing.value?.troubles.filter((one) => one.section === section) ?? []
  return key === undefined ? all : all.filter((one) => one.key === key)
}
