/**
 * Which elements each row in sight gets, by its key: a row keeps its own while it is in sight, so that the focus stays with
 * it; what came into sight gets those of what went out, because drawing anew costs twice as much.
 */
export function placesOf(keys: readonly string[], before: ReadonlyMap<string, number>): Map<string, number> {
  const places = new Map(keys.flatMap((key) => (before.has(key) ? [[key, before.get(key) ?? 0] as const] : [])))
  const taken = new Set(places.values())
  let free = 0
  for (const key of keys) {
    if (places.has(key)) continue
    while (taken.has(free)) free += 1
    places.set(key, free)
    taken.add(free)
  }
  return places
}
