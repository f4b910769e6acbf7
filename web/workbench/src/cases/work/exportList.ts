import { api, contentOf } from '@/api/client'
import type { CaseCard } from '@/api/types'
import { divisionName, topicOf, topicPath, unitName } from '@/city/profile'
import { here } from '@/kernel/clock'
import { exactWords, wall } from '@/kernel/time'
import { named, tell } from '@/kernel/words'
import { stands } from '../sentences'
import { NATURES, STATUSES, URGENCIES } from '../vocabulary'

const t = tell({
  number: ['编号', 'Number'],
  title: ['标题', 'Title'],
  nature: ['类型', 'Nature'],
  l1: ['一级事项', 'Topic, level 1'],
  l2: ['二级事项', 'Topic, level 2'],
  l3: ['三级事项', 'Topic, level 3'],
  urgency: ['等级', 'Urgency'],
  status: ['状态', 'Status'],
  now: ['现在', 'Now'],
  district: ['区', 'District'],
  street: ['街镇', 'Street'],
  unit: ['主办单位', 'Lead unit'],
  round: ['轮次', 'Round'],
  returns: ['退单次数', 'Returns'],
  due: ['时限', 'Due'],
  opened: ['登记时间', 'Registered'],
  list: ['清单', 'List'],
  about: ['说明', 'About'],
  taken: ['导出人', 'Exported by'],
  at: ['导出时间', 'Exported at'],
  masked: ['市民的姓名、电话等已遮盖；导出已留痕。', 'Names and numbers of citizens are masked; the export was logged.'],
  cut: ['只含前 {n} 件', 'Only the first {n}'],
})

type Column = [name: string, width: number, of: (card: CaseCard) => string | number]

function level(card: CaseCard, at: 0 | 1 | 2): string {
  const topic = topicOf(card.topic)
  return topic ? topicPath(topic)[at] : card.topic
}

const two = (n: number) => String(n).padStart(2, '0')

function dayOf(at: number): string {
  const { year, month, day } = wall(at, here.value.zone)
  return `${year}-${two(month)}-${two(day)}`
}

const moment = (at: string | null | undefined): string =>
  at ? `${dayOf(Date.parse(at))} ${wall(Date.parse(at), here.value.zone).clock}` : ''

const columns = (): Column[] => [
  [t('number'), 16, (card) => card.number],
  [t('title'), 40, (card) => card.title],
  [t('nature'), 8, (card) => named(NATURES, card.nature)],
  [t('l1'), 14, (card) => level(card, 0)],
  [t('l2'), 14, (card) => level(card, 1)],
  [t('l3'), 16, (card) => level(card, 2)],
  [t('urgency'), 8, (card) => named(URGENCIES, card.urgency)],
  [t('status'), 10, (card) => named(STATUSES, card.status)],
  [t('now'), 28, (card) => stands(card)],
  [t('district'), 12, (card) => divisionName(card.district)],
  [t('street'), 16, (card) => divisionName(card.street)],
  [t('unit'), 24, (card) => unitName(card.lead_unit)],
  [t('round'), 6, (card) => card.round],
  [t('returns'), 8, (card) => card.returns ?? 0],
  [t('due'), 18, (card) => moment(card.due_at)],
  [t('opened'), 18, (card) => moment(card.opened_at)],
]

/** Exports the list as a spreadsheet with a second sheet naming person and time. Returns the number of cases. */
export async function exportList(desk: string, title: string, filter: string, who: string): Promise<number> {
  const body = { desk, filter }
  const { items, more } = await contentOf<{ items: CaseCard[]; more: boolean }>(api.POST('/api/exports', { body }))
  const { default: write } = await import('write-excel-file/browser')
  const table = columns()
  const bold = (value: string) => ({ value, fontWeight: 'bold' as const })
  const rows = [table.map(([name]) => bold(name)), ...items.map((card) => table.map(([, , of]) => of(card)))]
  const about = [
    [bold(t('list')), title],
    [bold(t('taken')), who],
    [bold(t('at')), exactWords(here.value.now, here.value)],
    [bold(t('about')), [t('masked'), more ? t('cut', { n: items.length }) : ''].join(' ')],
  ]
  await write([
    { data: rows, sheet: title, columns: table.map(([, width]) => ({ width })), stickyRowsCount: 1 },
    { data: about, sheet: t('about'), columns: [{ width: 16 }, { width: 60 }] },
  ]).toFile(`12345-${title}-${dayOf(here.value.now)}.xlsx`)
  return items.length
}
