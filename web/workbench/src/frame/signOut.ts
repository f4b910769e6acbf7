import { goAhead } from '@/cases/work/bulk'
import { signOut } from '@/people/session'
import { forgetNotices } from './notices'

/** Signs out and clears the page; drafts stay in this browser and on the server. */
export async function leaveSeat(): Promise<void> {
  await goAhead() // actions still in their undo delay were meant, and by this person
  await signOut()
  forgetNotices()
  location.assign('/desk/sign-in')
}
