import { goAhead } from '@/cases/work/bulk'
import { signOut } from '@/people/session'

/** Signs out and clears the page; drafts stay in this browser and on the server. */
export async function leaveSeat(): Promise<void> {
  await goAhead() // actions still in their undo delay were meant, and by this person
  await signOut()
  location.assign('/desk/sign-in')
}
