import type { Problem, Trouble } from '@/kernel/problem'
import { say, type Pair } from '../words'

/** What happened, what was kept, what to do next. An error of the server says all three itself. */
export interface ProblemWords {
  happened: string
  next: string
}

const HAPPENED: Record<Trouble, Pair> = {
  offline: ['没有连上服务器', 'The server could not be reached'],
  signed_out: ['登录已过期', 'You have been signed out'],
  forbidden: ['您的岗位不能这样做', 'Your role cannot view or do this'],
  missing: ['没有找到，或者您无权查看', 'Not found, or you have no access to it'],
  changed: ['别人刚刚处理了这件诉求', 'Somebody else has just acted on this case'],
  refused: ['没有办成', 'This did not work'],
  broken: ['服务器出错', 'The server reported an error'],
}

const NEXT: Record<Trouble, Pair> = {
  offline: ['网络恢复后再按一次，不会重复提交。', 'Press again when the connection is back; nothing will be sent twice.'],
  signed_out: ['请在另一标签页登录，再回来继续。', 'Sign in from another tab, then come back and continue.'],
  forbidden: ['需要时请找组长或管理员处理。', 'If it is needed, ask your shift lead or an administrator.'],
  missing: ['请核对编号，或从列表进入。', 'Check the number, or open it from a list.'],
  changed: ['这里已更新到最新情况；请看过再按一次。', 'The page now shows the latest state; check it, then press again.'],
  refused: ['请改好再按一次。', 'Correct it and press again.'],
  broken: ['请稍后再按一次；仍不行，请把下面的编号告诉管理员。', 'Press again later; if it still fails, give an administrator the number below.'],
}

const KEPT: Pair = ['您填写的内容都还在。', 'Your input is kept.']
const SPEAKS_FOR_ITSELF = new Set<Trouble>(['refused', 'forbidden', 'missing'])

export function problemWords(problem: Problem, wrote: boolean): ProblemWords {
  const { trouble, sentence } = problem
  if (problem.body.code && sentence && SPEAKS_FOR_ITSELF.has(trouble)) return { happened: sentence, next: '' }
  return { happened: say(HAPPENED[trouble]), next: [wrote && say(KEPT), say(NEXT[trouble])].filter(Boolean).join(' ') }
}
