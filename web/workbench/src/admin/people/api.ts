import { api, contentOf, type Schemas } from '@/api/client'

export type Member = Schemas['StaffMember']
export type MemberEvent = Schemas['StaffEvent']
export type Welcomed = Schemas['StaffWelcomed']
export type Listed = Schemas['ListedStaff']

export interface MemberFields {
  login: string
  name: string
  roles: string[]
  unit: string
  locale: string
  languages: string[]
  /** '' lets the server decide by role */
  employer: '' | Schemas['Employer']
}

type Role = Schemas['Role']

export const fetchStaff = () => contentOf<{ items: Member[] }>(api.GET('/api/staff'))

export function fetchHistory(staff_id: string): Promise<{ items: MemberEvent[] }> {
  return contentOf(api.GET('/api/staff/{staff_id}/history', { params: { path: { staff_id } } }))
}

const sent = ({ unit, employer, ...fields }: MemberFields) => ({ ...fields, employer: employer || null, roles: fields.roles as Role[], unit: unit || null, password: '' })

export function addMember(fields: MemberFields): Promise<Welcomed> {
  return contentOf(api.POST('/api/staff', { body: sent(fields) }))
}

/** Adds several members; each answer holds the new account or the reason for the refusal. */
export function addMembers(people: MemberFields[]): Promise<{ items: Listed[] }> {
  return contentOf(api.POST('/api/staff/list', { body: { people: people.map(sent) } }))
}

export function changeMember(staff_id: string, changes: Partial<MemberFields>): Promise<Member> {
  const body = { ...changes } as Record<string, unknown>
  Reflect.deleteProperty(body, 'login')
  return contentOf(api.POST('/api/staff/{staff_id}', { params: { path: { staff_id } }, body }))
}

export function setActive(staff_id: string, active: boolean): Promise<unknown> {
  const params = { path: { staff_id } }
  return contentOf(active ? api.POST('/api/staff/{staff_id}/reactivate', { params }) : api.POST('/api/staff/{staff_id}/deactivate', { params }))
}

export function givePassword(staff_id: string): Promise<{ password: string }> {
  return contentOf(api.POST('/api/staff/{staff_id}/password', { params: { path: { staff_id } } }))
}

export type SeatSetup = Schemas['SeatSetup']
export type SeatPlace = Schemas['SeatPlace']

const seatOf = (staff_id: string) => ({ params: { path: { staff_id } } })

export const fetchSeatSetup = (staff_id: string): Promise<SeatSetup> => contentOf(api.GET('/api/staff/{staff_id}/seat', seatOf(staff_id)))

export const changeSeat = (staff_id: string, { place = null, mobile = null }: { place?: SeatPlace | null; mobile?: string | null }): Promise<SeatSetup> =>
  contentOf(api.POST('/api/staff/{staff_id}/seat', { ...seatOf(staff_id), body: { place, mobile } }))

export const giveAccount = (staff_id: string): Promise<Schemas['SeatAccount']> => contentOf(api.POST('/api/staff/{staff_id}/seat/account', seatOf(staff_id)))

export const removeAccount = (staff_id: string): Promise<SeatSetup> => contentOf(api.POST('/api/staff/{staff_id}/seat/account/remove', seatOf(staff_id)))

export const setSkills = (staff_id: string, levels: Record<string, number | null>): Promise<SeatSetup> =>
  contentOf(api.POST('/api/staff/{staff_id}/seat/skills', { ...seatOf(staff_id), body: { levels } }))
