// A call to the hotline from the browser: WebRTC to rtpengine, keys and the end of the call by POST.
'use strict'

for (const box of document.querySelectorAll('[data-call]')) {
  const EVERY = 2000 // milliseconds between two looks at the call
  const LOSS = 0.05 // share of packets
  const DELAY = 0.06 // seconds of jitter
  const SENTENCES = {
    arrived: 'menu', menu: 'menu', queued: 'waiting', offered: 'ringing', talking: 'talking', on_hold: 'held',
    ended: 'over', missed: 'missed', ring_back: 'over',
  }
  const OVER = ['ended', 'missed', 'ring_back']
  const part = Object.fromEntries([...box.querySelectorAll('[data-part]')].map((one) => [one.dataset.part, one]))
  const said = (name) => box.getAttribute(`data-${name.replaceAll('_', '-')}`)
  const { form, talk } = part
  const player = new Audio()
  let line, proof, voice, timer, heard

  const ask = async (path, fields) => {
    const body = new URLSearchParams({ visit: form.elements.visit.value, ...fields })
    const reply = await fetch(`/call/${path}`, { method: 'POST', body }).catch(() => undefined)
    if (!reply?.ok) throw Object.assign(new Error(path), { status: reply?.status ?? 0 })
    return reply.status === 204 ? undefined : reply.json()
  }
  const tell = (words) => {
    if (part.said.textContent !== words) part.said.textContent = words
  }
  const show = (name) => tell(said(name))
  const stop = () => {
    clearTimeout(timer)
    line?.close()
    voice?.getTracks().forEach((track) => track.stop())
    player.srcObject = null
    line = proof = voice = heard = undefined
  }
  const idle = (trouble) => {
    stop()
    form.hidden = false
    talk.hidden = true
    part.trouble.hidden = !trouble
    part.trouble.textContent = trouble ? said(trouble) : ''
    if (trouble === 'bad_phone') form.elements.phone.focus()
  }
  const finish = (name) => {
    stop()
    form.hidden = false
    show(name)
    for (const one of talk.querySelectorAll('button')) one.disabled = true
    form.querySelector('button').focus()
  }

  // Which sentence a refused request shows, by its status.
  const refusal = ({ status, name }) =>
    ({ NotAllowedError: 'refused_microphone', NotFoundError: 'no_microphone', NotReadableError: 'no_microphone' })[name] ??
    ({ 403: 'stale', 409: 'closed', 422: 'bad_phone', 429: 'many', 503: 'closed' })[status] ??
    'lost'

  const begin = async () => {
    const { token, servers } = await ask('token', { phone: form.elements.phone.value.trim() })
    show('asking')
    voice = await navigator.mediaDevices.getUserMedia({ audio: true })
    show('connecting')
    line = new RTCPeerConnection({ iceServers: servers })
    for (const track of voice.getAudioTracks()) line.addTrack(track, voice)
    line.addEventListener('track', (event) => {
      player.srcObject = event.streams[0] ?? new MediaStream([event.track])
      player.play().catch(() => {})
    })
    line.addEventListener('connectionstatechange', () => {
      if (line?.connectionState === 'failed') hangUp().then(() => idle('lost'))
    })
    await line.setLocalDescription()
    const answered = await ask('begin', { token, sdp: line.localDescription.sdp })
    proof = answered.line
    await line.setRemoteDescription({ type: 'answer', sdp: answered.sdp })
    look()
  }
  const hangUp = async () => {
    const ended = proof
    proof = undefined
    if (ended) await ask('end', { line: ended }).catch(() => {})
  }

  // Asks for the state of the call and judges the line.
  const look = async () => {
    const asked = proof
    try {
      const { state, ahead, minutes } = await ask('now', { line: asked })
      if (proof !== asked) return
      if (OVER.includes(state)) return finish(SENTENCES[state])
      if (state === 'queued') {
        const place = ahead > 0 ? said('waiting').replace('#', ahead) : said('next')
        tell(minutes ? `${place} ${said('wait').replace('#', minutes)}` : place)
      } else show(SENTENCES[state])
    } catch ({ status }) {
      if (status === 403) return idle('stale')
    }
    await judge()
    if (proof === asked) timer = setTimeout(look, EVERY)
  }
  const judge = async () => {
    const stats = [...((await line?.getStats()) ?? new Map()).values()]
    const sound = stats.find((one) => one.type === 'inbound-rtp')
    if (!sound) return
    const before = heard ?? { packetsReceived: 0, packetsLost: 0 }
    const [got, lost] = ['packetsReceived', 'packetsLost'].map((name) => Math.max(0, sound[name] - before[name]))
    part.weak.hidden = !(got + lost && (lost / (got + lost) > LOSS || sound.jitter > DELAY))
    part.weak.textContent = part.weak.hidden ? '' : said('weak')
    heard = sound
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!navigator.mediaDevices || !window.RTCPeerConnection) return idle('no_browser')
    form.hidden = true
    talk.hidden = false
    part.trouble.hidden = true
    for (const one of talk.querySelectorAll('button')) one.disabled = false
    part.mute.setAttribute('aria-pressed', 'false')
    part.mute.textContent = said('mute')
    talk.focus()
    begin().catch((error) => hangUp().then(() => idle(refusal(error))))
  })
  part.end.addEventListener('click', () => hangUp().then(() => finish('over')))
  part.mute.addEventListener('click', () => {
    const muted = part.mute.getAttribute('aria-pressed') !== 'true'
    voice?.getAudioTracks().forEach((track) => (track.enabled = !muted))
    part.mute.setAttribute('aria-pressed', String(muted))
    part.mute.textContent = said(muted ? 'unmute' : 'mute')
  })
  const press = (key) => proof && ask('keys', { line: proof, key }).catch(() => {})
  talk.addEventListener('click', ({ target }) => target.dataset.key && press(target.dataset.key))
  talk.addEventListener('keydown', ({ key, ctrlKey, metaKey, altKey }) => {
    if (/^[0-9*#]$/.test(key) && !ctrlKey && !metaKey && !altKey) press(key)
  })
  window.addEventListener('pagehide', () => {
    if (proof) navigator.sendBeacon('/call/end', new URLSearchParams({ visit: form.elements.visit.value, line: proof }))
  })
  form.hidden = false
}
