import { goAhead } from '@/cases/work/bulk'
import { signOut } from '@/people/session'
import { forgetConfidential } from '@/kernel/draft'
import { leaveCalls } from '@/telephone/seat'
import { forgetNotices } from './notices'

/** Signs out and clears the page; drafts stay in this browser and on the server; those of confidential cases were never stored. */
export async function leaveSeat(): Promise<void> {
  await goAhead() // actions still in their undo delay were meant, and by this person
  await leaveCalls()
  await signOut()
  forgetNotices()
  forgetConfidential()
  location.assign('/desk/sign-in')
}
