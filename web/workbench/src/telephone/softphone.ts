import { fetchIceServers } from './api'

/**
 * The sound of one call: the seat's microphone to the server's room, and the room to the headset. Loaded when the first
 * call rings. The server takes a complete offer, so the candidates are gathered before it is sent.
 */
export type SoundTrouble = 'denied' | 'no_microphone' | 'insecure' | 'unplugged' | 'lost'

export class NoSound extends Error {
  constructor(readonly trouble: SoundTrouble) {
    super(trouble)
    this.name = 'NoSound'
  }
}

const GATHERED_WITHIN = 2000
const VOICE: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }

/** Asks for the microphone; throws NoSound with the reason in words that the page knows. */
export async function openMicrophone(): Promise<MediaStream> {
  const devices = navigator.mediaDevices as MediaDevices | undefined // absent on a page without TLS
  if (!devices) throw new NoSound('insecure')
  try {
    return await devices.getUserMedia({ audio: VOICE })
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    throw new NoSound(name === 'NotAllowedError' || name === 'SecurityError' ? 'denied' : 'no_microphone')
  }
}

/** Whether a microphone answers, without keeping it open. */
export async function tryMicrophone(): Promise<void> {
  const voice = await openMicrophone()
  for (const track of voice.getTracks()) track.stop()
}

function gathered(line: RTCPeerConnection): Promise<void> {
  return new Promise((done) => {
    const check = () => line.iceGatheringState === 'complete' && done()
    line.addEventListener('icegatheringstatechange', check)
    setTimeout(done, GATHERED_WITHIN) // an unreachable address must not hold up a call
    check()
  })
}

/** A connection by the city's TURN servers; without an answer about them the voice goes the direct way. */
async function openConnection(): Promise<RTCPeerConnection> {
  const { servers } = await fetchIceServers().catch(() => ({ servers: [] }))
  return new RTCPeerConnection({ iceServers: servers })
}

export class Softphone {
  private readonly heard = new Audio()
  private closed = false
  private muted = false

  private constructor(
    private readonly line: RTCPeerConnection,
    private voice: MediaStream,
    private readonly onTrouble: (trouble: SoundTrouble) => void,
  ) {}

  /** Opens the microphone and gathers the candidates; nothing is heard before `accept`. */
  static async open(onTrouble: (trouble: SoundTrouble) => void): Promise<Softphone> {
    const voice = await openMicrophone()
    const line = await openConnection()
    const phone = new Softphone(line, voice, onTrouble)
    phone.watchLine()
    phone.watchVoice()
    for (const track of voice.getAudioTracks()) line.addTrack(track, voice)
    await line.setLocalDescription()
    await gathered(line)
    return phone
  }

  /** A connection that only hears: it needs no microphone. */
  static async ear(onTrouble: (trouble: SoundTrouble) => void): Promise<Softphone> {
    const line = await openConnection()
    const phone = new Softphone(line, new MediaStream(), onTrouble)
    phone.watchLine()
    line.addTransceiver('audio', { direction: 'recvonly' })
    await line.setLocalDescription()
    await gathered(line)
    return phone
  }

  get offer(): string {
    return this.line.localDescription?.sdp ?? ''
  }

  async accept(sdp: string): Promise<void> {
    await this.line.setRemoteDescription({ type: 'answer', sdp })
  }

  mute(muted: boolean): void {
    this.muted = muted
    for (const track of this.voice.getAudioTracks()) track.enabled = !muted
  }

  close(): void {
    this.closed = true
    navigator.mediaDevices.removeEventListener('devicechange', this.plugged)
    for (const track of this.voice.getTracks()) track.stop()
    this.line.close()
    this.heard.srcObject = null
  }

  private watchLine(): void {
    this.line.ontrack = ({ streams: [stream] }) => {
      this.heard.srcObject = stream ?? null
      void this.heard.play().catch(() => undefined)
    }
    this.line.onconnectionstatechange = () => {
      if (!this.closed && this.line.connectionState === 'failed') this.onTrouble('lost')
    }
  }

  private watchVoice(): void {
    for (const track of this.voice.getAudioTracks()) track.onended = () => this.closed || this.onTrouble('unplugged')
    navigator.mediaDevices.addEventListener('devicechange', this.plugged)
  }

  /** A headset that was pulled out and plugged in again goes on with the call. */
  private readonly plugged = async (): Promise<void> => {
    if (this.voice.getAudioTracks().some((track) => track.readyState === 'live')) return
    const voice = await openMicrophone().catch(() => undefined)
    const [track] = voice?.getAudioTracks() ?? []
    if (!voice || !track || this.closed) return
    this.voice = voice
    await this.line.getSenders()[0]?.replaceTrack(track)
    this.mute(this.muted)
    for (const one of voice.getAudioTracks()) one.onended = () => this.closed || this.onTrouble('unplugged')
  }
}
