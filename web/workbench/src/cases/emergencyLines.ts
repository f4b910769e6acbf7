import { city } from '@/city/profile'
import { named, say, type Pair } from '@/kernel/words'

/** The emergency services of the domain (`EmergencyService`), by the codes that the server sends. */
const SERVICES: Record<string, Pair> = {
  '110': ['公安', 'police'],
  '119': ['消防', 'fire and rescue'],
  '120': ['急救', 'ambulance'],
  '122': ['交警', 'traffic police'],
  '12356': ['心理援助', 'crisis support'],
  gas: ['燃气抢修', 'gas emergency'],
}
const SOME_SERVICE: Pair = ['紧急电话', 'the emergency service']

export const SERVICE_CODES: readonly string[] = Object.keys(SERVICES).sort((one, other) => Number(one === 'gas') - Number(other === 'gas'))

/** The number to dial: the city's own if the profile has one. */
export function serviceNumber(code: string): string {
  const line = city.value?.emergency.find((one) => one.service === code)
  return line?.number ?? (code in SERVICES && code !== 'gas' ? code : '')
}

/** “119 消防”, “962777 燃气抢修”. */
export function serviceName(code: string | null | undefined): string {
  if (!code) return say(SOME_SERVICE)
  return [serviceNumber(code), named(SERVICES, code)].filter(Boolean).join(' ')
}
