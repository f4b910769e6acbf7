import type { Schemas } from '@/api/client'
import { Problem } from '@/kernel/problem'
import type { Moved } from '@/api/types'
import { openCase } from '../api'
import type { Form } from './desk'

type NewCase = Schemas['NewCase']

/** The seconds since the call ended keep changing; any other difference makes another request. */
const timeless = (json: string): string => JSON.stringify({ ...(JSON.parse(json) as NewCase), form_time: null })

const isDefinite = (error: unknown): boolean => error instanceof Problem && error.status >= 400 && error.status < 500
const isTaken = (error: unknown): boolean => error instanceof Problem && error.body.code === 'web.key_reused'

export interface Answer {
  answer: Moved
  /** The case was created by an earlier request; text typed since then was not sent. */
  changed: boolean
}

/**
 * Sends a form under its own id. A request without an answer stays with the form, because the server repeats its first answer
 * only for identical content. If the content has changed, the server says whether the earlier request arrived; its case is valid.
 */
export async function sendForm(form: Form, body: NewCase): Promise<Answer> {
  const earlier = [...form.unanswered]
  const fresh = JSON.stringify(body)
  const said = earlier.find((one) => timeless(one) === timeless(fresh)) ?? fresh
  if (!earlier.includes(said)) form.unanswered = [...earlier, fresh]
  try {
    const found = await answerTo(form.id, [said, ...earlier.filter((one) => one !== said)])
    form.unanswered = []
    return found
  } catch (error) {
    if (isDefinite(error)) form.unanswered = form.unanswered.filter((one) => one !== said)
    throw error
  }
}

async function answerTo(id: string, [body = '', ...others]: string[], changed = false): Promise<Answer> {
  try {
    return { answer: await openCase(JSON.parse(body) as NewCase, id), changed }
  } catch (error) {
    if (!isTaken(error) || !others.length) throw error
    return answerTo(id, others, true)
  }
}
