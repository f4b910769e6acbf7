import { goAhead } from '@/cases/work/bulk'
import { signOut } from '@/people/session'

/** Leaves the seat with all that was in the page; drafts stay in this browser and on the server. */
export async function leaveSeat(): Promise<void> {
  await goAhead() // what waits to be undone was meant, and by this person
  await signOut()
  location.assign('/desk/sign-in')
}
