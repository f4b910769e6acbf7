import { divisionName, topicName } from '@/city/profile'
import { here } from '@/kernel/clock'
import { dayWord } from '@/kernel/time'
import { isChinese, say, type Pair } from '@/kernel/words'
import type { Precedent } from './api'
import { t } from './words'

const WHERE: Record<string, Pair> = {
  street: ['{topic}，{street}', '{topic}, {street}'],
  district: ['{topic}，{district}', '{topic}, {district}'],
  city: ['{topic}，全市', '{topic}, the whole city'],
  case: ['只限本件', 'this case only'],
}

interface Place {
  topic: string
  district: string
  street: string
}

/** The area in which a ruling is a dispatch rule: “占道设摊，潍坊新村街道”. */
export function whereWords(reach: string, { topic, district, street }: Place): string {
  const facts = { topic: topicName(topic, true), district: divisionName(district), street: divisionName(street) }
  return say(WHERE[reach] ?? ['', ''], facts).split(/，|, /).filter(Boolean).join(isChinese.value ? '，' : ', ')
}

export function reachWords(one: Precedent): string {
  const where = t('bounded', { where: whereWords(one.reach, one) })
  return one.until ? `${where}${isChinese.value ? '，' : ', '}${t('until', { day: dayWord(Date.parse(one.until), here.value) })}` : where
}
