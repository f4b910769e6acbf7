import { districts } from '@/city/profile'
import { either } from '@/kernel/words'
import type { DistrictCount } from './api'

/** Districts with their counts, highest first, each in one of five colour steps. */
export const STEPS = 5

export interface District extends DistrictCount {
  name: string
  short: string
  step: number
}

const shortName = (zh: string, en: string | null | undefined) => either(zh.replace(/(新区|区|县|市)$/, ''), en?.replace(/ (New Area|District|County|City)$/, ''))

/** Colour steps by quantile, so that one large district does not make the others pale. Zero is the lowest. */
export function stepsOf(counts: readonly number[]): (n: number) => number {
  const known = counts.filter((n) => n > 0).sort((a, b) => a - b)
  return (n) => (n === 0 ? 1 : Math.max(1, Math.ceil(((known.lastIndexOf(n) + 1) / known.length) * STEPS)))
}

export function counted(found: readonly DistrictCount[]): District[] {
  const step = stepsOf(found.map(({ n }) => n))
  return districts.value
    .map((one) => {
      const told = found.find(({ district }) => district === one.code) ?? { district: one.code, n: 0, before: 0 }
      return { ...told, name: one.name, short: shortName(one.name, one.name_en), step: step(told.n) }
    })
    .sort((a, b) => b.n - a.n)
}
