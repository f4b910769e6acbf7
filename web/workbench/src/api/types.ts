/** The shapes of the server's answers as this workbench reads them. All times are ISO 8601 with an offset. */
import type { Schemas } from './client'

export interface Named {
  code: string
  name: string
  name_en?: string | null
}

export interface Viewer {
  staff_id: string
  name: string
  login: string
  roles: string[]
  unit: Named | null
  city: Named
  locale: 'zh-CN' | 'en'
  desks: string[]
  demo: boolean
}

export interface DemoPerson {
  login: string
  name: string
  roles: string[]
  unit: Named | null
}

export interface Division extends Named {
  kind: 'district' | 'street' | 'town' | 'special'
  parent: string | null
}

export interface Topic {
  code: string
  l1: string
  l2: string
  l3: string
  l1_en?: string | null
  l2_en?: string | null
  l3_en?: string | null
  nature?: string | null
  urgency?: string | null
  keywords: string[]
}

export interface Unit extends Named {
  kind: string
  parent: string | null
}

export interface Profile {
  code: string
  name: string
  name_en?: string | null
  version: string
  timezone: string
  natures: string[]
  divisions: Division[]
  topics: Topic[]
  units: Unit[]
  languages: Named[]
  emergency: Schemas['EmergencyNumber'][]
  intake_fields: Schemas['IntakeField'][]
  retired_units: Schemas['RetiredUnit'][]
  retired_topics: Schemas['RetiredTopic'][]
  refusals: Schemas['RefusalGround'][]
}

export interface CityClock {
  now: string
  speed: number
}

export interface ClockCard {
  kind: string
  due_at: string
  started_at: string | null
  state: string
  unit?: string | null
}

export interface CaseCard {
  id: string
  number: string
  title: string
  status: string
  nature: string
  urgency: string
  urged: boolean
  expedite: boolean
  confidential?: boolean
  fast_desk?: boolean
  topic: string
  district: string
  street: string
  lead_unit: string | null
  return_units: string[]
  round: number
  returns?: number
  due_at: string | null
  clock: ClockCard | null
  version: number
  opened_at: string
  waits_for: string | null
  order?: { id: string; unit: string; role: string; status: string } | null
}

/** The first `dangers` items report a danger; lists in an order of their own have none. */
export interface WorkPage {
  items: CaseCard[]
  next_cursor: string | null
  position: number
  dangers?: number
}

/** The answer to a command. `code` is the citizen's new code, if there is one: it is shown once. */
export interface Moved {
  id: string
  number: string
  status: string
  version: number
  lead_unit: string | null
  due_at: string | null
  round: number
  code: string
}

export type Order = Schemas['OrderOnPage']

export interface Clock {
  id: string
  kind: string
  order_id: string | null
  due_at: string
  started_at: string | null
  state: string
  ended_at?: string | null
  fired_at?: string | null
  provisional?: boolean
}

export interface ExplainedClock extends Clock {
  unit: string | null
  explanation: string
}

export interface Happening {
  position?: number
  at: string
  kind: string
  actor: string | null
  actor_kind?: string | null
  text: string | null
  data: Record<string, unknown>
  round: number
  order_id: string | null
}

export type FieldKind =
  | 'prose' | 'line' | 'choice' | 'choices' | 'unit' | 'unit_below' | 'units'
  | 'moment' | 'case' | 'count' | 'flag' | 'topic' | 'division' | 'refusal'

export interface MoveField {
  name: string
  kind: FieldKind
  required: boolean
  options?: string[] | null
  labels?: string[] | null
  limit?: number | null
}

export interface Move {
  move: string
  about: 'case' | 'order'
  order_id: string | null
  unit: string | null
  key: string | null
  files: 'none' | 'welcome' | 'demanded'
  fields: MoveField[]
}

export type Link = Schemas['Link']

export type MergedVoice = Schemas['MergedVoice']

export interface Attachment {
  id: string
  name: string
  kind: 'photo' | 'audio' | 'document' | string
  media_type: string
  size: number
  added_at: string
  url: string
  order_id?: string | null
}

export interface CitizenView {
  name_masked: string | null
  phone_masked: string | null
  language: string | null
  in_hand: boolean
}

export interface CaseView {
  case: CaseCard & {
    address: string
    channel: string
    language: string
    happened: string
    happened_at: string | null
    company: string
    company_address: string
    order_number: string
    paid: string
    paid_on: string
    latitude: number | null
    longitude: number | null
    needed_by: string | null
    satisfaction: string | null
    reopenings: number
    praised_unit: string | null
    call_id: string | null
  }
  opened_by: string
  words: string
  wish: string
  praised: string
  supervision_asked: boolean
  danger: Schemas['DangerFound'] | null
  citizen: CitizenView | null
  orders: Order[]
  ringing: Schemas['Ringing'][]
  clocks: Clock[]
  history: Happening[]
  moves: Move[]
  links: Link[]
  merged: MergedVoice[]
  citizens: number
  attachments: Attachment[]
  position: number
  version: number
}

export interface Revealed {
  name: string | null
  phone: string | null
  email: string | null
}

export interface ForeseenClock {
  clock: string
  due_at: string
  source: string
  verified: boolean
}

export interface Suggestion {
  unit: string | null
  unit_name: string | null
  rule: string | null
  reasons: Record<string, string>
  ruled: string
  urgency: string
  danger: Schemas['DangerFound'] | null
  happened: { at: string; precision: string } | null
  limits: ForeseenClock[]
}

/** `marks` are [start, end] in `text`. */
export interface Snippet {
  text: string
  marks: [number, number][]
  cut: boolean
}

export interface Found extends CaseCard {
  snippet: Snippet
}

export interface SearchPage {
  items: Found[]
  next_cursor: string | null
}

/** One message of the live stream: the card and the desks that show it now. `card` is null if the viewer may no longer see it;
 * kind `reset` means: reload your lists. */
export interface FeedEvent {
  position: number
  kind: string
  at: string
  actor: string
  data: Record<string, unknown>
  case_id: string | null
  card: CaseCard | null
  desks: string[]
}
