import type { Snippet } from '@/api/types'

export interface Piece {
  text: string
  hit: boolean
}

/** Splits the snippet at its marks and joins overlapping ones. */
export function pieces({ text, marks }: Snippet): Piece[] {
  const cut: Piece[] = []
  let at = 0
  for (const [start, end] of [...marks].sort((a, b) => a[0] - b[0])) {
    if (end <= at) continue
    const from = Math.max(start, at)
    if (from > at) cut.push({ text: text.slice(at, from), hit: false })
    cut.push({ text: text.slice(from, end), hit: true })
    at = end
  }
  if (at < text.length) cut.push({ text: text.slice(at), hit: false })
  return cut
}
