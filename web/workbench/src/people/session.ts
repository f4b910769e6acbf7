import { computed, shallowRef } from 'vue'
import { speakFor } from '@/api/carry'
import { api, contentOf } from '@/api/client'
import { Problem } from '@/kernel/problem'
import type { DemoPerson, Viewer } from '@/api/types'
import { draftsOf } from '@/kernel/draft'
import { startAnew } from '@/api/stream/stream'
import { forgetPreferences } from './preferences'

/** The signed-in person. `undefined` until loaded, `null` if nobody is signed in. */
const viewer = shallowRef<Viewer | null>()

interface SignedIn {
  viewer: Viewer
}

let seated = ''

/** Binds the page to this person; data of another person is dropped by a reload. */
function seat(next: Viewer): void {
  if (seated && seated !== next.staff_id) startAnew()
  seated = next.staff_id
  speakFor(seated, startAnew)
  draftsOf(seated)
  viewer.value = next
}

export const whoIsHere = computed(() => viewer.value ?? null)

/** For pages behind the sign-in, where a viewer always exists. */
export function useViewer(): Viewer {
  if (!viewer.value) throw new Error('nobody is signed in')
  return viewer.value
}

const RINGS_BACK = new Set(['operator', 'shift_lead', 'dispatcher', 'callback_agent', 'hotline_office'])
const TAKES_CALLS = new Set([...RINGS_BACK, 'volunteer'])

/** Whether the viewer works on the list of callers to be rung back. */
export const ringsBack = computed(() => viewer.value?.roles.some((role) => RINGS_BACK.has(role)) ?? false)

/** Whether a role of the viewer may open full numbers at all: a volunteer works with their masks. */
export const opensNumbers = computed(() => viewer.value?.roles.some((role) => role !== 'volunteer') ?? false)

/** Whether the viewer has a seat: takes calls, or records them. */
export const takesCalls = computed(() => viewer.value?.roles.some((role) => TAKES_CALLS.has(role)) ?? false)

export async function askWhoIsHere(): Promise<Viewer | null> {
  if (viewer.value !== undefined) return viewer.value
  try {
    seat((await contentOf<SignedIn>(api.GET('/api/session'))).viewer)
  } catch (error) {
    if (!(error instanceof Problem) || error.trouble !== 'signed_out') throw error
    viewer.value = null
  }
  return viewer.value ?? null
}

export async function signIn(login: string, password: string, chosen: string | null): Promise<void> {
  const body = { login, password, new_password: chosen }
  seat((await contentOf<SignedIn>(api.POST('/api/session', { body }))).viewer)
}

export async function signInAs(login: string): Promise<void> {
  seat((await contentOf<SignedIn>(api.POST('/api/demo/sign-in', { body: { login } }))).viewer)
}

export async function signOut(): Promise<void> {
  await api.DELETE('/api/session')
  forgetSession()
}

export function forgetSession(): void {
  viewer.value = null
  forgetPreferences()
}

/** The demo's people; empty in an ordinary city, which has no such route. */
export async function demoPeople(): Promise<DemoPerson[]> {
  try {
    return (await contentOf<{ items: DemoPerson[] }>(api.GET('/api/demo/people'))).items
  } catch {
    return []
  }
}
