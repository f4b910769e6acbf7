import { useRouter } from 'vue-router'
import { lastList } from '@/cases/work/lastList'
import { signOut } from '@/people/session'

/** Leaves the seat; drafts stay in this browser and on the server. */
export function useSignOut(): () => Promise<void> {
  const router = useRouter()
  return async () => {
    await signOut()
    lastList.value = undefined
    await router.push('/sign-in')
  }
}
