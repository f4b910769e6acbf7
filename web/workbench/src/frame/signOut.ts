import { useRouter } from 'vue-router'
import { signOut } from '@/people/session'

/** Leaves the seat; drafts stay in this browser and on the server. */
export function useSignOut(): () => Promise<void> {
  const router = useRouter()
  return async () => {
    await signOut()
    await router.push('/sign-in')
  }
}
