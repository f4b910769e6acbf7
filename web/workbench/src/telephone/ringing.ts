/** A ring: a generated tone, and the title of the tab. The tone is an audio element, so that the keys of a headset reach the page. */
const RATE = 8000
const RING = [1, 1, 4] as const // seconds of tone, of tone again half as loud, of silence: at least five, or headset keys are ignored
const HERTZ = [450, 400]

function wave(): Blob {
  const [first, second, silence] = RING
  const sound = new Uint8Array(RATE * (first + second + silence)).fill(128)
  for (let at = 0; at < RATE * (first + second); at++) {
    const seconds = at / RATE
    const beat = Math.sin(2 * Math.PI * 20 * seconds) > 0 ? HERTZ[0] : HERTZ[1]
    const loud = seconds < first ? 40 : 24
    sound[at] = 128 + Math.round(loud * Math.sin(2 * Math.PI * (beat ?? 450) * seconds))
  }
  const header = new DataView(new ArrayBuffer(44))
  const text = (at: number, letters: string) => [...letters].forEach((letter, nth) => header.setUint8(at + nth, letter.charCodeAt(0)))
  text(0, 'RIFF')
  header.setUint32(4, 36 + sound.length, true)
  text(8, 'WAVEfmt ')
  header.setUint32(16, 16, true)
  header.setUint16(20, 1, true) // PCM
  header.setUint16(22, 1, true) // one channel
  header.setUint32(24, RATE, true)
  header.setUint32(28, RATE, true)
  header.setUint16(32, 1, true)
  header.setUint16(34, 8, true)
  text(36, 'data')
  header.setUint32(40, sound.length, true)
  return new Blob([header, sound], { type: 'audio/wav' })
}

let bell: HTMLAudioElement | undefined
let titleBefore: string | undefined

/** Rings until `stopRinging`. `onSilent`: the browser refuses sound, because nothing was pressed on this page yet. */
export function startRinging(title: string, onSilent: () => void): void {
  titleBefore ??= document.title
  document.title = title
  bell ??= Object.assign(new Audio(URL.createObjectURL(wave())), { loop: true })
  bell.currentTime = 0
  void bell.play().catch(onSilent)
  if (document.hidden && globalThis.Notification?.permission === 'granted') new Notification(title, { tag: 'call' })
}

export function stopRinging(): void {
  if (titleBefore !== undefined) document.title = titleBefore
  titleBefore = undefined
  bell?.pause()
}
