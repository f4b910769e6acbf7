import { computed, ref } from 'vue'

/** A text in both languages on one line, so that neither is forgotten. */
export type Pair = readonly [zh: string, en: string]
export type Locale = 'zh-CN' | 'en'
export type Facts = Record<string, string | number | null | undefined>

const STORED = 'lianxin.locale'

function firstLocale(): Locale {
  const stored = globalThis.localStorage?.getItem(STORED)
  if (stored === 'zh-CN' || stored === 'en') return stored
  return navigator.language.startsWith('zh') ? 'zh-CN' : 'en'
}

export const locale = ref<Locale>(firstLocale())
export const isChinese = computed(() => locale.value === 'zh-CN')

export function setLocale(next: Locale): void {
  locale.value = next
  localStorage.setItem(STORED, next)
  document.documentElement.lang = next
}

/** `{name}` is replaced; `{n|case|cases}` gives “1 case”, “3 cases”. */
export function fill(text: string, facts: Facts = {}): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name: string, one?: string, many?: string) => {
    const value = facts[name] ?? ''
    return one === undefined ? String(value) : `${value} ${value === 1 ? one : many}`
  })
}

export function say(pair: Pair, facts?: Facts): string {
  return fill(pair[locale.value === 'en' ? 1 : 0], facts)
}

export interface Teller<T> {
  (key: keyof T & string, facts?: Facts): string
  /** The text for a code from the server; a code missing in the table is returned unchanged. */
  of: (code: string, facts?: Facts) => string
  has: (code: string) => code is keyof T & string
}

/** Makes a table of pairs into a function from key to text in the viewer's language. */
export function tell<const T extends Record<string, Pair>>(table: T): Teller<T> {
  function of(code: string, facts?: Facts): string {
    const pair = table[code]
    return pair ? say(pair, facts) : code
  }
  const has = (code: string): code is keyof T & string => Object.hasOwn(table, code)
  return Object.assign((key: keyof T & string, facts?: Facts) => of(key, facts), { of, has })
}

/** The viewer's text for a code from the server; an unknown code is returned unchanged. */
export function named(table: Record<string, Pair>, code: string | null | undefined, otherwise?: string): string {
  if (!code) return otherwise ?? ''
  const pair = table[code]
  return pair ? say(pair) : (otherwise ?? code)
}

/** The name in the viewer's language; the Chinese name if there is no English one. */
export function either(zh: string, en: string | null | undefined): string {
  return isChinese.value ? zh : (en ?? zh)
}

/** “催办：请今晚到现场。” / “Urged: please go tonight.” */
export function withColon(name: string, words: string | null | undefined): string {
  if (!words) return name
  return isChinese.value ? `${name}：${words}` : `${name}: ${words}`
}

/** “甲、乙” / “A, B”. */
export function listed(names: readonly string[]): string {
  return names.join(isChinese.value ? '、' : ', ')
}

/** Capitalises the first letter of an English sentence; Chinese stays unchanged. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
