import { shallowReactive } from 'vue'

/** One-time passwords by person, in this tab alone, until somebody says that they were told. */
export const told = shallowReactive(new Map<string, string>())
