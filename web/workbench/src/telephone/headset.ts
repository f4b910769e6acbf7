/** The keys of a headset, as far as the browser passes them on. The keyboard does everything too. */
export interface HeadsetKeys {
  press: () => void
  mute: () => void
  hangUp: () => void
}

/** TypeScript does not know the newer two actions; a browser without them throws. */
function handle(action: string, run: (() => void) | null): void {
  try {
    navigator.mediaSession.setActionHandler(action as MediaSessionAction, run)
  } catch {
    // this browser does not know the key
  }
}

export function bindHeadset({ press, mute, hangUp }: HeadsetKeys): void {
  if (!('mediaSession' in navigator)) return
  handle('play', press)
  handle('pause', press)
  handle('togglemicrophone', mute)
  handle('hangup', hangUp)
}

export function freeHeadset(): void {
  if (!('mediaSession' in navigator)) return
  for (const action of ['play', 'pause', 'togglemicrophone', 'hangup']) handle(action, null)
}
