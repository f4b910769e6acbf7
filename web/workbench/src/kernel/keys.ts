import { onActivated, onBeforeUnmount, onDeactivated, onMounted, shallowReactive } from 'vue'

/** One key of a desk. `combo` is `j`, `Enter`, `alt+1`, `mod+Enter` (mod is Ctrl, or Command on a Mac), or two in a row: `g 1`. */
export interface Key {
  combo: string
  words: () => string
  run: (event: KeyboardEvent) => void
  when?: () => boolean
}

export interface KeyGroup {
  name: () => string
  keys: () => Key[]
}

export const groups = shallowReactive<KeyGroup[]>([])

const PUNCTUATION: Record<string, string> = { Slash: '/', Period: '.', Comma: ',', BracketLeft: '[', BracketRight: ']' }

/** Letters and digits by position on the keyboard, so that Alt on a Mac and a Chinese input method do not change them. */
function named(event: KeyboardEvent): string {
  const code = event.code
  if (/^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase()
  if (/^(Digit|Numpad)\d$/.test(code)) return code.slice(-1)
  if (event.key === '?') return '?'
  return PUNCTUATION[code] ?? event.key
}

export function comboOf(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : ''
  const alt = event.altKey ? 'alt+' : ''
  const key = named(event)
  const shift = event.shiftKey && key.length > 1 ? 'shift+' : ''
  return `${mod}${alt}${shift}${key}`
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
}

function reachesPastTyping(combo: string): boolean {
  return combo.includes('+') || /^F\d+$/.test(combo)
}

function isOnControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, [role="option"], [role="menuitem"]') !== null
}

function applies(key: Key, combo: string, event: KeyboardEvent): boolean {
  if (key.combo !== combo || key.when?.() === false) return false
  if (combo === 'Enter' && isOnControl(event.target)) return false
  return combo === 'Escape' || reachesPastTyping(combo) || !isTyping(event.target)
}

const SEQUENCE_WITHIN = 1200
let before = { combo: '', at: 0 }

function findKey(combo: string, event: KeyboardEvent): Key | undefined {
  for (const group of [...groups].reverse()) {
    const found = group.keys().find((key) => applies(key, combo, event))
    if (found) return found
  }
  return undefined
}

export function pressed(event: KeyboardEvent): boolean {
  if (event.isComposing || event.defaultPrevented) return false
  const combo = comboOf(event)
  const after = event.timeStamp - before.at < SEQUENCE_WITHIN ? `${before.combo} ${combo}` : ''
  before = { combo, at: event.timeStamp }
  const found = (after && findKey(after, event)) || findKey(combo, event)
  if (!found) return false
  event.preventDefault()
  found.run(event)
  return true
}

const hasModifier = (event: KeyboardEvent) => event.ctrlKey || event.metaKey || event.altKey

/** An open list keeps its keys, except those with Ctrl or Alt, which are never meant for it. */
export function listen(): void {
  const early = (event: KeyboardEvent) => {
    if (hasModifier(event) && pressed(event)) event.stopPropagation()
  }
  const late = (event: KeyboardEvent) => {
    if (!hasModifier(event)) pressed(event)
  }
  addEventListener('keydown', early, true)
  addEventListener('keydown', late)
}

/** Registers the keys of a view while it exists; the latest view wins a shared key. */
export function useKeys(name: () => string, keys: () => Key[]): void {
  const group: KeyGroup = { name, keys }
  const leave = () => {
    const at = groups.indexOf(group)
    if (at >= 0) groups.splice(at, 1)
  }
  const enter = () => {
    leave()
    groups.push(group)
  }
  onMounted(enter)
  onActivated(enter)
  onDeactivated(leave)
  onBeforeUnmount(leave)
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)
const FACES: Record<string, string> = { mod: isMac ? '⌘' : 'Ctrl', alt: isMac ? '⌥' : 'Alt', shift: '⇧', Enter: '⏎', Escape: 'Esc', ArrowDown: '↓', ArrowUp: '↑' }

/** “Ctrl ⏎”, “Alt 1”, “J”. */
export function keyFace(combo: string): string {
  return combo
    .split(/[+ ]/)
    .map((part) => FACES[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ')
}
