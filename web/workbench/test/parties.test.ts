import { afterEach, describe, expect, test } from 'vitest'
import { setLocale } from '@/kernel/words'
import type { PartyChoices } from '@/telephone/parties/api'
import { rowsMatching, rowsOf } from '@/telephone/parties/choices'

const english = { code: 'english', name: '英语', name_en: 'English' }
const found: PartyChoices = {
  colleagues: [{ staff_id: '0189-1', name: '周岚', languages: ['en'], queues: ['foreign'], skills: [english] }],
  contacts: [{ code: 'customs', kind: 'customs', name: '海关 12360', name_en: 'Customs 12360', skills: [] }],
}
const names = (said: string) => rowsMatching(rowsOf(found), said).map((row) => row.words)

afterEach(() => setLocale('zh-CN'))

describe('the picker of a third party', () => {
  test('shows colleagues, then contacts, then queues, and each leads to one target', () => {
    const rows = rowsOf(found)
    expect(rows.slice(0, 3).map((row) => row.group)).toEqual(['colleagues', 'contacts', 'queues'])
    expect(rows.slice(0, 3).map((row) => row.target)).toEqual([{ staff_id: '0189-1' }, { contact: 'customs' }, { queue: 'general' }])
  })

  test('finds by name, by initials, by skill and by kind, in both languages', () => {
    expect(names('周')).toEqual(['周岚'])
    expect(names('hg')).toEqual(['海关 12360'])
    expect(names('英语')).toEqual(['周岚'])
    setLocale('en')
    expect(names('customs')).toEqual(['Customs 12360'])
    expect(names('nobody of this name')).toEqual([])
  })
})
