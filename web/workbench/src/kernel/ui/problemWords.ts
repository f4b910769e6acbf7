import type { Problem, Trouble } from '@/api/problem'
import { say, type Pair } from '../words'

/** What happened, what was kept, what to do next. */
export interface ProblemWords {
  happened: string
  kept: string
  next: string
}

const HAPPENED: Record<Trouble, Pair> = {
  offline: ['没有连上服务器', 'The server could not be reached'],
  signed_out: ['登录已过期', 'You have been signed out'],
  forbidden: ['您的角色不能看或做这件事', 'Your role may not see or do this'],
  missing: ['没有找到，或者不在您的范围内', 'Not found, or not within your reach'],
  changed: ['这件刚刚被别人更新过', 'Somebody has just changed this case'],
  refused: ['没有办成', 'This was not done'],
  broken: ['服务器出了错', 'The server failed'],
}

const NEXT: Record<Trouble, Pair> = {
  offline: ['网络恢复后再按一次，不会重复提交。', 'Press again when the line is back; nothing will be sent twice.'],
  signed_out: ['请在另一标签页登录，再回来继续。', 'Sign in in another tab, then come back and go on.'],
  forbidden: ['需要时请组长或管理员处理。', 'Ask your lead or an administrator if it is needed.'],
  missing: ['请核对编号，或从列表进入。', 'Check the number, or come in from a list.'],
  changed: ['看过最新情况，再按一次。', 'Look at what changed, then press again.'],
  refused: ['改过以后再按一次。', 'Correct it and press again.'],
  broken: ['请稍后再按一次；仍不行，请把编号告诉管理员。', 'Press again later; if it still fails, tell an administrator the number.'],
}

const KEPT: Pair = ['您填写的内容都还在。', 'All you wrote is kept.']
const NOTHING_LOST: Pair = ['什么都没有改动。', 'Nothing was changed.']

export function problemWords(problem: Problem, wrote: boolean): ProblemWords {
  const { trouble } = problem
  const told = trouble === 'refused' || trouble === 'forbidden' ? problem.sentence : undefined
  return {
    happened: told ?? say(HAPPENED[trouble]),
    kept: say(wrote ? KEPT : NOTHING_LOST),
    next: say(NEXT[trouble]),
  }
}
