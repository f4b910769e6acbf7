import { exactWords, wall, type Here } from '@/kernel/time'
import { COLUMNS, rowsOf, trunkOf, type CallFigures } from './columns'
import { t } from './words'

type Cell = string | number | null

/** The table with numbers as they are: shares between 0 and 1, durations in seconds. */
export function tableOf(figures: CallFigures, here: Here): Cell[][] {
  const head = [figures.by ? t.of(figures.by) : '', ...COLUMNS.map(([code]) => t(code))]
  const rows = [...rowsOf(figures, here), { name: t('total'), row: figures.total }]
  return [head, ...rows.map(({ name, row }) => [name, ...COLUMNS.map(([code]) => row[code])])]
}

/** A text that a spreadsheet would read as a formula gets an apostrophe. */
function quoted(cell: Cell): string {
  if (cell === null) return ''
  const text = typeof cell === 'string' && /^[=+\-@]/.test(cell) ? `'${cell}` : String(cell)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** UTF-8 with a byte order mark, without which Excel shows Chinese names garbled. */
export const csvOf = (table: Cell[][]): string => `\uFEFF${table.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`

function fileName(figures: CallFigures, here: Here): string {
  const { year, month, day } = wall(Date.parse(figures.since), here.zone)
  return `12345-${t('title')}-${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`
}

export function exportCsv(figures: CallFigures, here: Here): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([csvOf(tableOf(figures, here))], { type: 'text/csv' }))
  link.download = `${fileName(figures, here)}.csv`
  link.click()
  URL.revokeObjectURL(link.href)
}

export async function exportXlsx(figures: CallFigures, here: Here): Promise<void> {
  const { default: write } = await import('write-excel-file/browser')
  const [head = [], ...rows] = tableOf(figures, here)
  const bold = (value: Cell) => ({ value: String(value), fontWeight: 'bold' as const })
  const about = [
    [bold(t('period')), `${exactWords(Date.parse(figures.since), here)} – ${exactWords(Date.parse(figures.until), here)}`],
    ...trunkOf(figures).map(([code, count]) => [bold(t(code)), count ?? '']),
    [bold(t('arrived')), figures.total.arrived],
  ]
  await write([
    { data: [head.map(bold), ...rows], sheet: t('title'), columns: head.map((_, at) => ({ width: at ? 12 : 20 })), stickyRowsCount: 1 },
    { data: about, sheet: t('period'), columns: [{ width: 16 }, { width: 48 }] },
  ]).toFile(`${fileName(figures, here)}.xlsx`)
}
