import { ref } from 'vue'

export type Theme = 'light' | 'dark'
const STORED = 'lianxin.theme'

function firstTheme(): Theme {
  const stored = localStorage.getItem(STORED)
  if (stored === 'light' || stored === 'dark') return stored
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

export const theme = ref<Theme>(firstTheme())
document.documentElement.dataset.theme = theme.value

export function setTheme(next: Theme): void {
  theme.value = next
  localStorage.setItem(STORED, next)
  document.documentElement.dataset.theme = next
}
