import { computed, ref } from 'vue'
import {
  BadgeCheck,
  BookOpen,
  ChartNoAxesColumn,
  ClipboardCheck,
  Eye,
  Gavel,
  Headset,
  Heart,
  Inbox,
  Landmark,
  Layers,
  List,
  MessageCircleQuestionMark,
  Monitor,
  PhoneCall,
  PhoneMissed,
  RotateCcw,
  Scale,
  Search,
  Send,
  Settings2,
  Siren,
  Sprout,
  Users,
  type LucideIcon,
} from '@lucide/vue'
import { ringsBack, whoIsHere } from '@/people/session'
import { fetchCounts, fetchOutcomes, fetchWork } from './api'
import type { Pair } from '@/kernel/words'

/** A desk of the navigation rail. `count` names the number it shows. */
export interface Desk {
  code: string
  path: string
  words: Pair
  icon: LucideIcon
  count: string | null
}

const LISTS: Record<string, { words: Pair; icon: LucideIcon }> = {
  intake: { words: ['我的单', 'My cases'], icon: List },
  unit: { words: ['收件', 'Inbox'], icon: Inbox },
  praise: { words: ['表扬', 'Praise'], icon: Heart },
  dispatch: { words: ['待派', 'Dispatch'], icon: Send },
  returns: { words: ['退单', 'Returns'], icon: Scale },
  rulings: { words: ['确责', 'Rulings'], icon: Gavel },
  check: { words: ['审核', 'Check'], icon: ClipboardCheck },
  callback: { words: ['回访', 'Callback'], icon: PhoneCall },
  review: { words: ['复核', 'Review'], icon: RotateCcw },
  supervision: { words: ['督办', 'Supervision'], icon: Siren },
  confirm: { words: ['待确认', 'Confirm'], icon: BadgeCheck },
  office: { words: ['热线办', 'Office'], icon: Landmark },
}

const EVERYTHING = { code: 'all', path: '/work/all', words: ['诉求', 'Cases'], icon: Layers, count: null } satisfies Desk

const FIGURES = { code: 'figures', path: '/figures', words: ['指标', 'Indicators'], icon: ChartNoAxesColumn, count: null } satisfies Desk

const SCREEN = { code: 'screen', path: '/screen', words: ['大屏', 'Big screen'], icon: Monitor, count: null } satisfies Desk

const SEES_FIGURES = new Set(['shift_lead', 'supervisor', 'unit_handler', 'hotline_office', 'administrator', 'analyst', 'quality_inspector'])
const FLOOR = { code: 'floor', path: '/floor', words: ['现场', 'Floor'], icon: Users, count: null } satisfies Desk
const RING_BACKS = { code: 'ring_backs', path: '/ring-backs', words: ['回拨', 'Ring-backs'], icon: PhoneMissed, count: null } satisfies Desk
const OUTCOMES = { code: 'outcomes', path: '/outcomes', words: ['结果', 'Outcomes'], icon: Sprout, count: 'outcomes' } satisfies Desk

const PRECEDENTS = { code: 'precedents', path: '/precedents', words: ['先例', 'Precedents'], icon: BookOpen, count: null } satisfies Desk

/** Shown only while an opinion is requested from the viewer. */
const OPINIONS = { code: 'opinions', path: '/opinions', words: ['征询', 'Opinions'], icon: MessageCircleQuestionMark, count: 'opinions' } satisfies Desk

/** Looks at citizens' data, for those who review them. */
const LOOKS = { code: 'looks', path: '/looks', words: ['查看记录', 'Looks'], icon: Eye, count: null } satisfies Desk

const REVIEWS_LOOKS = new Set(['supervisor', 'administrator'])

const READS_PRECEDENTS = new Set(['return_officer', 'dispatcher', 'review_officer', 'hotline_office', 'supervisor'])

/** Who may open a case: callback agents have a telephone, and no form. */
const OPENS_CASES = new Set(['operator', 'shift_lead', 'dispatcher', 'hotline_office', 'volunteer'])

/** Desks with a page of their own. */
const PAGES: Record<string, Desk> = {
  administration: { code: 'administration', path: '/admin', words: ['管理', 'Admin'], icon: Settings2, count: null },
}

const OWN_PAGES: Record<string, string> = { supervision: '/supervision', office: '/office' }

export const counts = ref<Record<string, number>>({})

function listDesk(code: string): Desk[] {
  const page = PAGES[code]
  if (page) return [page]
  const known = LISTS[code]
  return known ? [{ code, path: OWN_PAGES[code] ?? `/work/${code}`, words: known.words, icon: known.icon, count: code }] : []
}

export const desks = computed<Desk[]>(() => {
  const viewer = whoIsHere.value
  if (!viewer) return []
  const intake: Desk[] = viewer.roles.some((role) => OPENS_CASES.has(role))
    ? [{ code: 'form', path: '/intake', words: ['填单', 'Intake'], icon: Headset, count: null }]
    : []
  const ringBacks = ringsBack.value ? [RING_BACKS] : []
  const search: Desk = { code: 'search', path: '/search', words: ['查找', 'Search'], icon: Search, count: null }
  const figures: Desk[] = viewer.roles.some((role) => SEES_FIGURES.has(role)) ? [FIGURES, SCREEN] : []
  const floor = viewer.desks.includes('floor') ? [FLOOR] : []
  const outcomes = viewer.desks.includes('intake') ? [OUTCOMES] : []
  const opinions = counts.value.opinions ? [OPINIONS] : []
  const precedents = viewer.roles.some((role) => READS_PRECEDENTS.has(role)) ? [PRECEDENTS] : []
  const looks = viewer.roles.some((role) => REVIEWS_LOOKS.has(role)) ? [LOOKS] : []
  const lists = viewer.desks.flatMap(listDesk)
  return [...floor, ...intake, ...lists, ...ringBacks, ...outcomes, ...opinions, ...precedents, EVERYTHING, search, ...looks, ...figures]
})

export const listDesks = computed(() => desks.value.filter(({ code }) => code in LISTS || code === 'all'))

/** Operators start at the form; everybody else at their first list. */
export const firstPath = computed(() => desks.value[0]?.path ?? '/search')

const OUTCOMES_EVERY = 60_000
let lastLook = { who: '', at: 0 }

/** Counts unread outcomes at most once a minute: they change within hours, not seconds. */
async function unreadOutcomes(): Promise<number> {
  const known = counts.value.outcomes ?? 0
  const who = whoIsHere.value?.staff_id ?? ''
  if (!desks.value.includes(OUTCOMES)) return 0
  if (lastLook.who === who && Date.now() - lastLook.at < OUTCOMES_EVERY) return known
  lastLook = { who, at: Date.now() }
  return (await fetchOutcomes()).unread
}

export async function loadCounts(): Promise<void> {
  const [found, outcomes] = await Promise.all([fetchCounts(), unreadOutcomes()])
  counts.value = { ...found.counts, outcomes }
}

/** The position at which the stream starts; every later read of a page is newer. */
export async function streamStart(): Promise<number> {
  const { position } = await fetchWork(listDesks.value[0]?.code ?? 'all', 1)
  return position
}
