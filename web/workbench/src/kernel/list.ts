/** The last item that passes the test, else undefined. Array.prototype.findLast needs Chromium 97. */
export function findLast<T>(items: readonly T[], test: (item: T) => unknown): T | undefined {
  return [...items].reverse().find(test)
}
