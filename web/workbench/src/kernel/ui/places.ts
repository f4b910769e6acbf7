/**
 * Assigns elements to visible rows by key: a row keeps its element while it is visible, so that the focus stays; a row that
 * becomes visible reuses the element of one that left, because creating elements costs twice as much.
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
