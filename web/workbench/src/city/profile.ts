import { computed, shallowRef } from 'vue'
import { api, contentOf, type Schemas } from '@/api/client'
import type { CityClock, Division, Profile, Topic, Unit } from '@/api/types'
import { setCityClock } from '@/kernel/clock'
import { either } from '@/kernel/words'

/** The city profile, fetched once, looked up by code. */
const profile = shallowRef<Profile>()

const index = computed(() => ({
  units: new Map<string, { name: string; name_en?: string | null }>([...(profile.value?.retired_units ?? []), ...(profile.value?.units ?? [])].map((unit) => [unit.code, unit])),
  divisions: new Map(profile.value?.divisions.map((division) => [division.code, division])),
  topics: new Map<string, TopicNames>([...(profile.value?.retired_topics ?? []), ...(profile.value?.topics ?? [])].map((topic) => [topic.code, topic])),
}))

export const city = computed(() => profile.value)
/** Units that the city had before, for questions about the past. */
export const retiredUnits = computed(() => (profile.value?.retired_units ?? []).filter((one) => !profile.value?.units.some((unit) => unit.code === one.code)))
export const units = computed<Unit[]>(() => profile.value?.units ?? [])
export const topics = computed<Topic[]>(() => profile.value?.topics ?? [])
/** Topics that the city had before, for questions about the past. */
export const retiredTopics = computed<Topic[]>(() =>
  (profile.value?.retired_topics ?? []).filter((one) => !topics.value.some((topic) => topic.code === one.code)).map((one) => ({ ...one, keywords: [] })),
)
export const districts = computed<Division[]>(() => profile.value?.divisions.filter((one) => one.kind === 'district') ?? [])

/** The field of the intake form of this name; its bound and its options come from the server. */
export const intakeField = (name: string): Schemas['IntakeField'] | undefined => profile.value?.intake_fields.find((one) => one.name === name)

/** The grounds on which a request is not accepted. */
export const refusals = computed(() => profile.value?.refusals ?? [])

export function refusalName(code: string): string {
  const ground = refusals.value.find((one) => one.code === code)
  return ground ? either(ground.name, ground.name_en) : ''
}

/** What the citizen is advised to do instead, in the language of the citizen; the operator may change it. */
export const remedyOf = (code: string, language: string): string => {
  const ground = refusals.value.find((one) => one.code === code)
  return (language.startsWith('zh') ? ground?.remedy : ground?.remedy_en) ?? ''
}

export const streets = computed<Division[]>(() => profile.value?.divisions.filter((one) => one.parent !== null) ?? [])

const CLOCK_EVERY = 60_000
let clockTimer: ReturnType<typeof setInterval> | undefined

async function readClock(): Promise<void> {
  const { now, speed } = await contentOf<CityClock>(api.GET('/api/clock'))
  setCityClock(now, speed, profile.value?.timezone)
}

export async function loadProfile(again = false): Promise<void> {
  if (!profile.value || again) profile.value = await contentOf<Profile>(api.GET('/api/profile'))
  await readClock()
  clockTimer ??= setInterval(() => void readClock().catch(() => undefined), CLOCK_EVERY)
}

export function streetsOf(district: string): Division[] {
  return profile.value?.divisions.filter((one) => one.parent === district) ?? []
}

export function unitName(code: string | null | undefined): string {
  const unit = code ? index.value.units.get(code) : undefined
  if (code && /^\d{12}$/.test(code)) return committeeName(code)
  return unit ? either(unit.name, unit.name_en) : (code ?? '')
}

/** A residents' (001–199) or villagers' (200–399) committee, which is no unit, by its street and number. */
function committeeName(code: string): string {
  const village = Number(code.slice(9)) >= 200
  return `${divisionName(code.slice(0, 9))} ${either(village ? '村委会' : '居委会', village ? 'villagers’ committee' : 'residents’ committee')} ${code.slice(9)}`
}

export function divisionName(code: string | null | undefined): string {
  const division = code ? index.value.divisions.get(code) : undefined
  return division ? either(division.name, division.name_en) : (code ?? '')
}

export function placeName(district: string, street: string): string {
  return [divisionName(district), divisionName(street)].filter(Boolean).join(' · ')
}

/** A topic of today; former topics have names only. */
export function topicOf(code: string | null | undefined): Topic | undefined {
  return topics.value.find((one) => one.code === code)
}

/** The names of a topic, also of a former one. */
export type TopicNames = Pick<Topic, 'code' | 'l1' | 'l1_en' | 'l2' | 'l2_en' | 'l3' | 'l3_en'>

export function topicPath(topic: TopicNames): [string, string, string] {
  return [either(topic.l1, topic.l1_en), either(topic.l2, topic.l2_en), either(topic.l3, topic.l3_en)]
}

/** “施工噪音 › 夜间施工”; only the last level if `short`. */
export function topicName(code: string | null | undefined, short = false): string {
  const topic = code ? index.value.topics.get(code) : undefined
  if (!topic) return code ?? ''
  const [l1, , l3] = topicPath(topic)
  return short ? l3 : `${l1} › ${l3}`
}
