import { shallowReactive, shallowRef } from 'vue'
import type { Welcomed } from './api'

/** One-time passwords by person, in this tab alone, until somebody says that they were told. */
export const told = shallowReactive(new Map<string, string>())
/** Those of a whole list, until they were handed out. */
export const welcomed = shallowRef<Welcomed[]>([])
