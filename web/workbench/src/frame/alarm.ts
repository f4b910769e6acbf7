/** Two short tones, twice; at most once in three seconds, so that many dangers at once are one alarm. */
const TONES = [880, 660, 880, 660]
const LASTS = 0.18
const AGAIN_AFTER = 3000

let context: AudioContext | undefined
let last = 0

export function soundAlarm(): void {
  if (!globalThis.AudioContext || Date.now() - last < AGAIN_AFTER) return
  last = Date.now()
  context ??= new AudioContext()
  void context.resume().catch(() => undefined) // a browser may refuse sound until the first press of a key
  const [sound, loudness] = [context.createOscillator(), context.createGain()]
  loudness.gain.value = 0.2
  sound.connect(loudness).connect(context.destination)
  TONES.forEach((tone, at) => sound.frequency.setValueAtTime(tone, (context?.currentTime ?? 0) + at * LASTS))
  sound.start()
  sound.stop(context.currentTime + TONES.length * LASTS)
}
