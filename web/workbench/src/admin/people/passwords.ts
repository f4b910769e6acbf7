import { shallowReactive, shallowRef } from 'vue'
import type { Welcomed } from './api'

/** One-time passwords by person, kept in this tab until the administrator confirms that they were handed over. */
export const told = shallowReactive(new Map<string, string>())
/** The passwords of an imported list, kept until they are handed out. */
export const welcomed = shallowRef<Welcomed[]>([])
