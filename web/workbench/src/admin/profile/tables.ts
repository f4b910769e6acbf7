import { shallowReactive } from 'vue'
import { fetchTable, type Row, type Table } from './api'

/** Tables of the draft for pickers: loaded once and reloaded when the draft has changed. */
const tables = shallowReactive(new Map<string, Table>())
const asked = new Map<string, Promise<void>>()

export function rowsFor(section: string): { key: string; row: Row }[] {
  if (!tables.has(section) && !asked.has(section)) {
    asked.set(section, fetchTable(section).then((table) => void tables.set(section, table), () => void asked.delete(section)))
  }
  return tables.get(section)?.rows ?? []
}

export function forgetTables(): void {
  tables.clear()
  asked.clear()
}
