import type { Board } from './api'

/** Today's hours compared with the usual range. The current hour is left out, because it would look like a drop. */
export type Standing = 'above' | 'below' | 'within'

export const total = (hours: number[] | null): number => (hours ?? []).reduce((sum, n) => sum + n, 0)

export const hoursOver = (board: Board, hour: number): number[] => (board.intake.today ?? new Array<number>(24).fill(0)).slice(0, hour)

/** The last full hour compared with the usual. */
export function standing(board: Board, hour: number): Standing | undefined {
  const usual = board.intake.usual
  if (!usual || hour === 0) return undefined
  const n = hoursOver(board, hour)[hour - 1] ?? 0
  if (n > (usual.high[hour - 1] ?? 0)) return 'above'
  return n < (usual.low[hour - 1] ?? 0) ? 'below' : 'within'
}

/** Today's full hours compared with the same hours a week ago, as a share; undefined if last week has no data. */
export function againstWeek(board: Board, hour: number): number | undefined {
  const before = total((board.intake.last_week ?? []).slice(0, hour))
  return before ? total(hoursOver(board, hour)) / before - 1 : undefined
}
