import type { Topic } from '@/api/types'

/** Topics whose keywords occur in the text, most frequent first. */
export function likelyTopics(topics: Topic[], words: string, most = 3): Topic[] {
  if (words.length < 2) return []
  return topics
    .map((topic) => ({ topic, hits: topic.keywords.filter((word) => word.length > 1 && words.includes(word)) }))
    .filter(({ hits }) => hits.length > 0)
    .sort((a, b) => weight(b.hits) - weight(a.hits))
    .slice(0, most)
    .map(({ topic }) => topic)
}

function weight(hits: string[]): number {
  return hits.reduce((sum, word) => sum + word.length, 0)
}
