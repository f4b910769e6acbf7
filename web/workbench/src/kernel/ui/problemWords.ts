import type { Problem, Trouble } from '@/kernel/problem'
import { say, type Pair } from '../words'

/** What happened, what was kept, what to do next. A refusal of the server says all three itself. */
export interface ProblemWords {
  happened: string
  next: string
}

const HAPPENED: Record<Trouble, Pair> = {
  offline: ['没有连上服务器', 'The server could not be reached'],
  signed_out: ['登录已过期', 'You have been signed out'],
  forbidden: ['您的岗位不能看或做这件事', 'Your role may not see or do this'],
  missing: ['没有找到，或者不在您的范围内', 'Not found, or not within your reach'],
  changed: ['别人刚刚处理了这件诉求', 'Somebody has just moved this case'],
  refused: ['没有办成', 'This was not done'],
  broken: ['服务器出了错', 'The server failed'],
}

const NEXT: Record<Trouble, Pair> = {
  offline: ['网络恢复后再按一次，不会重复提交。', 'Press again when the line is back; nothing will be sent twice.'],
  signed_out: ['请在另一标签页登录，再回来继续。', 'Sign in in another tab, then come back and go on.'],
  forbidden: ['需要时请组长或管理员处理。', 'Ask your lead or an administrator if it is needed.'],
  missing: ['请核对编号，或从列表进入。', 'Check the number, or come in from a list.'],
  changed: ['这里已换成最新情况；看过以后再按一次。', 'The latest is now shown; look at it, then press again.'],
  refused: ['改过以后再按一次。', 'Correct it and press again.'],
  broken: ['请稍后再按一次；仍不行，请把下面的编号告诉管理员。', 'Press again later; if it still fails, tell an administrator the number below.'],
}

const KEPT: Pair = ['您填写的内容都还在。', 'All you wrote is kept.']
const SPEAKS_FOR_ITSELF = new Set<Trouble>(['refused', 'forbidden', 'missing'])

export function problemWords(problem: Problem, wrote: boolean): ProblemWords {
  const { trouble, sentence } = problem
  if (problem.body.code && sentence && SPEAKS_FOR_ITSELF.has(trouble)) return { happened: sentence, next: '' }
  return { happened: say(HAPPENED[trouble]), next: [wrote && say(KEPT), say(NEXT[trouble])].filter(Boolean).join(' ') }
}
