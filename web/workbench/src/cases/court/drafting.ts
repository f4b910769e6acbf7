import { isChinese } from '@/kernel/words'

/** “第 2、3 条不成立。第 1 条存疑。”: the findings in words, as the beginning of a reason that the officer then completes. */
const ORDER = ['fails', 'doubtful', 'holds'] as const
const SAID = {
  fails: ['不成立', 'fails', 'fail'],
  doubtful: ['存疑', 'is doubtful', 'are doubtful'],
  holds: ['成立', 'holds', 'hold'],
} as const

export function draftOf(findings: string[]): string {
  return ORDER.flatMap((holding) => {
    const points = findings.flatMap((found, at) => (found === holding ? [at + 1] : []))
    if (!points.length) return []
    const [zh, one, many] = SAID[holding]
    if (isChinese.value) return [`第 ${points.join('、')} 条${zh}。`]
    return [`Point${points.length > 1 ? 's' : ''} ${points.join(', ')} ${points.length > 1 ? many : one}. `]
  })
    .join('')
    .trim()
}
