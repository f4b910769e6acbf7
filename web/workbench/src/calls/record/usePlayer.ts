import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { nextSpeed, volumes, within } from './sound'

/** Plays a sound of two channels: both are heard in both ears, each as loud as the balance says. */
export function usePlayer(audio: Ref<HTMLAudioElement | undefined>, length: () => number) {
  const playing = ref(false)
  const now = ref(0)
  const speed = ref(1)
  const balance = ref(0)
  const failed = ref(false)
  let context: AudioContext | undefined
  let gains: { citizen: GainNode; seat: GainNode } | undefined

  /** A browser lets a page make sound only after a key or a click, so this is done at the first one. */
  function connect(element: HTMLAudioElement): void {
    if (context) return
    context = new AudioContext()
    const split = context.createChannelSplitter(2)
    gains = { citizen: context.createGain(), seat: context.createGain() }
    context.createMediaElementSource(element).connect(split)
    split.connect(gains.citizen, 0).connect(context.destination)
    split.connect(gains.seat, 1).connect(context.destination)
    weigh()
  }

  function weigh(): void {
    if (!gains) return
    const wanted = volumes(balance.value)
    gains.citizen.gain.value = wanted.citizen
    gains.seat.gain.value = wanted.seat
  }

  async function toggle(): Promise<void> {
    const element = audio.value
    if (!element) return
    if (!element.paused) return element.pause()
    connect(element)
    await context?.resume()
    await element.play().catch(() => (failed.value = true))
  }

  function seek(seconds: number): void {
    if (audio.value) audio.value.currentTime = now.value = within(seconds, length())
  }

  watch(balance, weigh)
  watch(speed, (chosen) => audio.value && (audio.value.playbackRate = chosen))
  onScopeDispose(() => void context?.close())

  return {
    playing,
    now,
    speed,
    balance,
    failed,
    toggle,
    seek,
    faster: () => (speed.value = nextSpeed(speed.value)),
    listeners: {
      play: () => (playing.value = true),
      pause: () => (playing.value = false),
      timeupdate: () => (now.value = audio.value?.currentTime ?? 0),
      error: () => (failed.value = true),
    },
  }
}
