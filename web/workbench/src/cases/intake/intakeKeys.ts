import type { Key } from '@/kernel/keys'
import { say } from '@/kernel/words'
import { NATURES } from '../vocabulary'
import type { Then } from './fields'
import { t } from './words'

export type Pane = '' | 'progress' | 'end' | 'help'

/** The state and the actions that the keys of the form need. */
export interface Hands {
  done: boolean
  answering: boolean
  several: boolean
  twin: string
  same: boolean
  linked: string
  nature: (nature: string) => void
  focus: (id: string) => void
  pane: (name: Pane) => void
  go: (then: Then, all: boolean) => void
  link: (number: string) => void
  append: () => void
  emergency: (() => void) | undefined
  hangUp: (() => void) | undefined
  split: () => void
  another: () => void
  step: (by: number) => void
}

const FIELDS = [
  ['alt+t', 'focusTopic', 'intake-topic'],
  ['alt+l', 'focusPlace', 'intake-address'],
  ['alt+i', 'focusWhen', 'intake-when'],
  ['alt+w', 'focusWords', 'intake-words'],
  ['alt+x', 'focusWish', 'intake-wish'],
  ['alt+v', 'focusChannel', 'intake-channel'],
  ['alt+p', 'focusPhone', 'intake-phone'],
  ['alt+u', 'focusUnit', 'intake-unit'],
] as const

/** All keys of the operator's desk. After sending, only the keys of the call remain. */
export function intakeKeys(hands: Hands): Key[] {
  const ofCall: Key[] = [
    ...(hands.hangUp ? [{ combo: 'alt+k', words: () => t('hungUp'), run: hands.hangUp }] : []),
    { combo: 'alt+q', words: () => t('progress'), run: () => hands.pane('progress') },
    { combo: 'alt+h', words: () => t('askLead'), run: () => hands.pane('help') },
  ]
  if (hands.done) return ofCall
  return [
    ...Object.entries(NATURES).map(([nature, pair], at) => ({
      combo: `alt+${at + 1}`,
      words: () => say(pair),
      run: () => hands.nature(nature),
    })),
    ...FIELDS.map(([combo, name, id]) => ({ combo, words: () => t(name), run: () => hands.focus(id) })),
    ...ofCall,
    { combo: 'alt+0', words: () => t('noCase'), run: () => hands.pane('end') },
    { combo: 'alt+g', words: () => t('link'), run: () => hands.link(hands.linked || hands.twin), when: () => Boolean(hands.linked || hands.twin) },
    { combo: 'alt+b', words: () => t('append'), run: hands.append, when: () => hands.same },
    ...(hands.emergency ? [{ combo: 'alt+e', words: () => t('emergency'), run: hands.emergency }] : []),
    { combo: 'alt+n', words: () => t('split'), run: hands.split },
    { combo: 'alt+m', words: () => t('another'), run: hands.another },
    { combo: 'alt+[', words: () => t('previousForm'), run: () => hands.step(-1) },
    { combo: 'alt+]', words: () => t('nextForm'), run: () => hands.step(1) },
    { combo: 'alt+a', words: () => t('answer'), run: () => hands.go('answer', false) },
    { combo: 'alt+s', words: () => t('draft'), run: () => hands.go('draft', false) },
    { combo: 'mod+Enter', words: () => t(hands.answering ? 'answerGo' : 'send'), run: () => hands.go(hands.answering ? 'answer' : 'send', false) },
    { combo: 'mod+shift+Enter', words: () => t('sendAll'), run: () => hands.go('send', true), when: () => hands.several },
  ]
}
