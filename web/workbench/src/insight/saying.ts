import type { Figure } from './api'
import { t } from './words'

/** Indicators in words: value, change, certainty. */
const percent = (share: number) => `${(share * 100).toFixed(1)}%`

export function valueWords(figure: Pick<Figure, 'unit'>, value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  if (figure.unit === 'share') return percent(value)
  if (figure.unit === 'days') return t('days', { n: value.toFixed(1) })
  if (figure.unit === 'seconds') return t('seconds', { n: Math.round(value) })
  if (figure.unit === 'presses') return t('presses', { n: Math.round(value) })
  return t('cases', { n: value })
}

export type Moved = 'better' | 'worse' | 'more' | 'less' | 'same'

/** The change from the previous period as displayed: values that round to the same are the same. */
export function movedOf(figure: Figure): Moved | undefined {
  const { value, previous, better } = figure
  if (value === null || previous === null) return undefined
  if (valueWords(figure, value) === valueWords(figure, previous)) return 'same'
  const up = value > previous
  if (better === 'neither') return up ? 'more' : 'less'
  return up === (better === 'higher') ? 'better' : 'worse'
}

/** The line under the value: the base, and the number of excluded facts. */
export function ofWords(figure: Figure): string {
  if (figure.needs) return t('telephone')
  if (figure.value === null) return figure.left_out ? t('leftOut', { n: figure.left_out }) : t('none')
  const many = figure.of === null || figure.unit === 'count' ? '' : figure.unit === 'share' ? t('ofMany', { n: figure.n, of: figure.of }) : t('cases', { n: figure.of })
  return [many, figure.left_out ? t('leftOut', { n: figure.left_out }) : ''].filter(Boolean).join(' · ')
}

export function fewWords(figure: Figure): string {
  const { low, high } = figure
  return low === null || high === null ? '' : t('few', { low: percent(low), high: percent(high) })
}
