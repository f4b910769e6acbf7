import { findLast } from '@/kernel/list'
/** Initials of Chinese words from the browser's pinyin collation, so that no dictionary has to be loaded. */
const FIRST_OF: [string, string][] = [
  ['a', '阿'], ['b', '八'], ['c', '嚓'], ['d', '哒'], ['e', '妸'], ['f', '发'], ['g', '旮'], ['h', '哈'],
  ['j', '讥'], ['k', '咔'], ['l', '垃'], ['m', '痳'], ['n', '拏'], ['o', '噢'], ['p', '妑'], ['q', '七'],
  ['r', '呥'], ['s', '扨'], ['t', '它'], ['w', '穵'], ['x', '夕'], ['y', '丫'], ['z', '帀'],
]

/** Characters with several readings among the words of a city. */
const ALSO: Record<string, string> = { 长: 'cz', 行: 'xh', 重: 'zc', 乐: 'ly', 车: 'cj', 厦: 'xs', 校: 'xj', 会: 'hk', 调: 'td', 单: 'ds', 降: 'jx', 曾: 'cz', 区: 'qo', 朝: 'cz', 便: 'bp', 强: 'qj', 莘: 'xs', 浦: 'p', 仇: 'cq', 圩: 'xw', 泖: 'm', 石: 'sd', 大: 'd' }

const byPinyin = new Intl.Collator('zh-Hans-CN-u-co-pinyin')
const known = new Map<string, string>()

function readings(char: string): string {
  if (/[a-z0-9]/i.test(char)) return char.toLowerCase()
  const listed = ALSO[char] ?? known.get(char)
  if (listed !== undefined) return listed
  const found = /\p{Script=Han}/u.test(char)
    ? (findLast(FIRST_OF, ([, first]) => byPinyin.compare(first, char) <= 0)?.[0] ?? '')
    : ''
  known.set(char, found)
  return found
}

/** Every character's possible initials, without punctuation: “夜间施工” → ['y','j','s','g']. */
export function initials(text: string): string[] {
  return [...text].map(readings).filter(Boolean)
}

function startsAt(sounds: string[], typed: string, from: number): boolean {
  return [...typed].every((letter, at) => sounds[from + at]?.includes(letter) ?? false)
}

/** True if the text contains the typed words, or the typed letters are the initials of consecutive characters. */
export function initialsMatch(text: string, typed: string): boolean {
  const wanted = typed.trim().toLowerCase()
  if (!wanted || text.toLowerCase().includes(wanted)) return true
  if (!/^[a-z0-9]+$/.test(wanted)) return false
  const sounds = initials(text)
  return sounds.some((_, from) => startsAt(sounds, wanted, from))
}
