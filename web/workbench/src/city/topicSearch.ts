import type { Topic } from '@/api/types'
import { initialsMatch } from './pinyin'

/** Scores how well a topic matches the typed text; 0 means no match. */
function score(topic: Topic, typed: string): number {
  const low = typed.toLowerCase()
  if (topic.l3.includes(typed) || topic.l3_en?.toLowerCase().includes(low)) return 5
  if (topic.keywords.some((word) => word.includes(typed))) return 4
  if (initialsMatch(topic.l3, low)) return 3
  if (topic.keywords.some((word) => initialsMatch(word, low))) return 2
  return initialsMatch(`${topic.l2}${topic.l1}`, low) || topic.l2_en?.toLowerCase().includes(low) ? 1 : 0
}

/** The matching topics, best first, by words or pinyin initials. Among equals, and if nothing is typed, `own` come first. */
export function findTopics(all: Topic[], typed: string, most: number, own: string[] = []): Topic[] {
  const wanted = typed.trim()
  const mine = new Set(own)
  const usual = own.flatMap((code) => all.filter((topic) => topic.code === code))
  const topics = [...usual, ...all.filter((topic) => !mine.has(topic.code))]
  if (!wanted) return topics.slice(0, most)
  return topics
    .map((topic) => ({ topic, score: score(topic, wanted) }))
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map((one) => one.topic)
}
