import type { Locale } from './words'

/** Times as people say them, in the city's zone. All instants are epoch milliseconds. */
export interface Here {
  now: number
  zone: string
  locale: Locale
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

interface Wall {
  year: number
  month: number
  day: number
  weekday: number
  clock: string
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone)
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    })
    formats.set(zone, found)
  }
  return found
}

export function wall(at: number, zone: string): Wall {
  const parts = Object.fromEntries(format(zone).formatToParts(at).map((part) => [part.type, part.value]))
  const [year, month, day] = [Number(parts.year), Number(parts.month), Number(parts.day)]
  return {
    year,
    month,
    day,
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
    clock: `${parts.hour}:${parts.minute}`,
  }
}

function dayNumber(w: Wall): number {
  return Date.UTC(w.year, w.month - 1, w.day) / DAY
}

const WEEKDAYS = {
  'zh-CN': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
} as const
const NEAR: Record<Locale, Partial<Record<number, string>>> = {
  'zh-CN': { [-1]: '昨天', 0: '今天', 1: '明天' },
  en: { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' },
}
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function dateWord(w: Wall, withYear: boolean, locale: Locale): string {
  if (locale === 'en') return `${w.day} ${MONTHS[w.month - 1]}${withYear ? ` ${w.year}` : ''}`
  return `${withYear ? `${w.year}年` : ''}${w.month}月${w.day}日`
}

/** “今天”, “明天”, “周五” up to six days ahead, “6月24日”, with the year if it is not the current one. */
export function dayWord(at: number, { now, zone, locale }: Here): string {
  const [then, today] = [wall(at, zone), wall(now, zone)]
  const away = dayNumber(then) - dayNumber(today)
  const near = NEAR[locale][away]
  if (near) return near
  if (away > 1 && away < 7) return WEEKDAYS[locale][then.weekday] ?? ''
  return dateWord(then, then.year !== today.year, locale)
}

/** “6月24日 周三”: the date in the top bar. */
export function todayWords({ now, zone, locale }: Here): string {
  const today = wall(now, zone)
  const weekday = WEEKDAYS[locale][today.weekday] ?? ''
  return locale === 'en' ? `${weekday} ${dateWord(today, false, locale)}` : `${dateWord(today, false, locale)} ${weekday}`
}

/** “周三”. */
export function weekdayWord({ now, zone, locale }: Here): string {
  return WEEKDAYS[locale][wall(now, zone).weekday] ?? ''
}

/** “昨天 22:40”; the time of day is dropped beyond a month. */
export function momentWords(at: number, here: Here): string {
  const far = Math.abs(at - here.now) > 31 * DAY
  const day = dayWord(at, here)
  return far ? day : `${capital(day, here.locale)} ${wall(at, here.zone).clock}`
}

/** “14:02” for today, otherwise “昨天 22:40”. */
export function clockWords(at: number, here: Here): string {
  return dayWord(at, here) === dayWord(here.now, here) ? wall(at, here.zone).clock : momentWords(at, here)
}

/** “今天 17:30 前” / “by 17:30 today”. */
export function beforeWords(at: number, here: Here): string {
  const [day, clock] = [dayWord(at, here), wall(at, here.zone).clock]
  return here.locale === 'en' ? `by ${clock} ${day}` : `${day} ${clock} 前`
}

/** The exact instant, for hover and screen readers. */
export function exactWords(at: number, { zone, locale }: Here): string {
  const then = wall(at, zone)
  const weekday = WEEKDAYS[locale][then.weekday] ?? ''
  return `${dateWord(then, true, locale)} ${weekday} ${then.clock}`
}

function capital(text: string, locale: Locale): string {
  return locale === 'en' ? text.charAt(0).toUpperCase() + text.slice(1) : text
}

const UNITS = {
  'zh-CN': { day: ' 天', hour: ' 小时', minute: ' 分', less: '不到 1 分', gap: ' ' },
  en: { day: 'd', hour: 'h', minute: 'min', less: '< 1 min', gap: ' ' },
} as const

/** “2 小时 10 分”, “3 天 4 小时”, “12 天”: two units at most. */
export function spanWords(span: number, locale: Locale): string {
  const unit = UNITS[locale]
  const minutes = Math.floor(Math.abs(span) / MINUTE)
  if (minutes < 1) return unit.less
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  const space = locale === 'en' ? ' ' : ''
  const say = (n: number, word: string) => (n ? [`${n}${space}${word}`] : [])
  if (days >= 7) return say(days, unit.day).join('')
  if (days) return [...say(days, unit.day), ...say(hours, unit.hour)].join(unit.gap)
  return [...say(hours, unit.hour), ...say(rest, unit.minute)].join(unit.gap)
}

/** The instant of a wall time `2026-06-24T17:30` in a zone; looking up the offset once is enough except at its changes. */
export function instantOf(wallTime: string, zone: string): string {
  const naive = Date.parse(`${wallTime}:00Z`)
  const seen = wall(naive, zone)
  const [hour = 0, minute = 0] = seen.clock.split(':').map(Number)
  const offset = Date.UTC(seen.year, seen.month - 1, seen.day, hour, minute) - naive
  return new Date(naive - offset).toISOString()
}
