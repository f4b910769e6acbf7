import { DAY, instantOf, MINUTE, wall, type Here } from '@/kernel/time'
import { t } from './words'

const TODAY = ['14:00', '18:30', '20:00']
const TOMORROW = ['10:00', '15:00', '18:30']
const pad = (n: number) => String(n).padStart(2, '0')

/** Times that citizens usually ask for: later today, and tomorrow. */
export function usualTimes(here: Here): { at: string; words: string }[] {
  const of = (day: number, clock: string) => {
    const { year, month, day: date } = wall(here.now + day * DAY, here.zone)
    return instantOf(`${year}-${pad(month)}-${pad(date)}T${clock}`, here.zone)
  }
  const today = TODAY.map((clock) => ({ at: of(0, clock), words: t('today', { clock }) }))
  const tomorrow = TOMORROW.map((clock) => ({ at: of(1, clock), words: t('tomorrow', { clock }) }))
  return [...today.filter(({ at }) => Date.parse(at) > here.now + 30 * MINUTE), ...tomorrow]
}
