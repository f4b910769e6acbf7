import { computed, ref, shallowRef } from 'vue'
import { locale } from './words'
import type { Here } from './time'

/** The city's clock: in a demo it runs faster than real time, so every “now” on a page comes from here. */
interface Reading {
  city: number
  taken: number
  speed: number
}

const reading = shallowRef<Reading>({ city: Date.now(), taken: Date.now(), speed: 1 })
const zone = ref('Asia/Shanghai')
const now = ref(Date.now())

/** The city's current time to the millisecond, for values that are sent; pages show `here`. */
export function cityNow(): number {
  const { city, taken, speed } = reading.value
  return city + (Date.now() - taken) * speed
}

export function setCityClock(cityTime: string, speed: number, timezone?: string): void {
  reading.value = { city: Date.parse(cityTime), taken: Date.now(), speed }
  if (timezone) zone.value = timezone
  now.value = cityNow()
}

setInterval(() => {
  const next = cityNow()
  if (Math.floor(next / 60_000) !== Math.floor(now.value / 60_000)) now.value = next
}, 1000)

export const here = computed<Here>(() => ({ now: now.value, zone: zone.value, locale: locale.value }))
export const clockSpeed = computed(() => reading.value.speed)
