/** What a player computes: no sound, no page. */

/** The volumes of citizen and seat for a balance from -1 (only the citizen) to 1 (only the seat). */
export function volumes(balance: number): { citizen: number; seat: number } {
  return { citizen: Math.min(1, 1 - balance), seat: Math.min(1, 1 + balance) }
}

/** An SVG path of bars around the middle of a lane; each peak is 0 to 255, each column one unit wide. */
export function lanePath(peaks: readonly number[], top: number, height: number): string {
  const middle = top + height / 2
  return peaks.map((peak, at) => {
    const half = Math.max(0.5, ((peak / 255) * height) / 2)
    return `M${at} ${(middle - half).toFixed(1)}v${(2 * half).toFixed(1)}`
  }).join('')
}

/** 75.4 → “1:15”. */
export function timeWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** A position within a sound. */
export const within = (seconds: number, length: number): number => Math.min(Math.max(0, seconds), length)

export const SPEEDS = [1, 1.5, 2] as const

export function nextSpeed(speed: number): number {
  const at = SPEEDS.findIndex((one) => one === speed)
  return SPEEDS[(at + 1) % SPEEDS.length] ?? 1
}
