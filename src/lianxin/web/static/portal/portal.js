// Progressive enhancement: every page works without this file.
'use strict'

const all = (selector) => [...document.querySelectorAll(selector)]

const made = (tag, facts = {}, ...inside) => {
  const one = Object.assign(document.createElement(tag), facts)
  one.append(...inside)
  return one
}

// Suggests streets and districts named in the typed text; a press sets both lists below.
for (const box of all('[data-places]')) {
  const MOST = 4
  const KIND = /(街道|新区|工业区|开发区|[区县镇乡])$/
  const input = document.getElementById(box.dataset.places)
  const [district, street] = ['district', 'street'].map((id) => document.getElementById(id))
  const named = (option, above = '') => {
    const name = option.textContent.trim()
    const bare = name.replace(KIND, '').replace(/ (subdistrict|town|township|district|new area)$/i, '').toLowerCase()
    return { name, bare, above, street: above ? option.value : '', district: above ? '' : option.value }
  }
  const known = [...street.querySelectorAll('optgroup')].flatMap((group) =>
    [...group.children].map((option) => ({ ...named(option, group.label), district: group.dataset.of })),
  )
  known.push(...[...district.options].filter((option) => option.value).map((option) => named(option)))
  const fits = (place, typed) => {
    if (typed.length < 2 || place.bare.length < 2) return 0
    if (typed.includes(place.bare)) return place.bare.length + (place.street ? 1 : 0)
    return place.name.toLowerCase().startsWith(typed) ? 1 : 0
  }
  const list = made('ul')
  const note = box.querySelector('[role=status]')
  box.append(list)
  const choose = (place) => {
    district.value = place.district
    district.dispatchEvent(new Event('change'))
    street.value = place.street
    list.replaceChildren()
    note.textContent = box.dataset.chosen.replace('#', `${place.above} ${place.name}`.trim())
    input.focus()
  }
  const offer = () => {
    const typed = input.value.trim().toLowerCase()
    const scored = known.map((place) => [fits(place, typed), place]).filter(([score]) => score)
    const best = scored.sort((a, b) => b[0] - a[0]).slice(0, MOST)
    const part = (place) => best.some(([, other]) => other !== place && other.bare !== place.bare && other.bare.includes(place.bare))
    const chosen = (place) => place.street === street.value && place.district === district.value
    const found = best.map(([, place]) => place).filter((place) => !part(place) && !chosen(place))
    note.textContent = found.length ? box.dataset.found : ''
    list.replaceChildren(
      ...found.map((place) => {
        const words = [made('strong', { textContent: place.name }), made('span', { textContent: place.above })]
        const button = made('button', { type: 'button', className: 'place' }, ...words)
        button.addEventListener('click', () => choose(place))
        return made('li', {}, button)
      }),
    )
  }
  input.addEventListener('input', offer)
}

// Lists roads, estates and committees that the typed text names; a press on one sends the form, which sets both lists.
for (const box of all('[data-named]')) {
  const PAUSE = 400
  const input = document.getElementById('address')
  const form = input.form
  let timer, latest
  for (const button of form.querySelectorAll('[data-hidden]')) button.hidden = true
  const find = async () => {
    const body = new URLSearchParams(['visit', 'address', 'district'].map((name) => [name, form.elements[name].value]))
    const asked = (latest = {})
    const reply = await fetch(box.dataset.named, { method: 'POST', body }).catch(() => undefined)
    if (reply?.ok && asked === latest) box.innerHTML = await reply.text()
  }
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(find, PAUSE)
  })
}

// Offers only streets of the chosen district.
for (const select of all('select[data-under]')) {
  const above = document.getElementById(select.dataset.under)
  const groups = [...select.querySelectorAll('optgroup')]
  const narrow = () => {
    const chosen = select.value
    for (const group of groups) group.remove()
    select.append(...groups.filter((group) => !above.value || group.dataset.of === above.value))
    select.value = chosen
    if (select.selectedIndex < 0) select.value = ''
  }
  above.addEventListener('change', narrow)
  narrow()
}

// Lists chosen files with thumbnails; the citizen can add more or remove each before sending.
for (const box of all('[data-files]')) {
  const SIDE = 96
  const input = box.querySelector('input')
  const words = made('span', { className: 'add', ariaHidden: 'true' })
  const list = made('ul', { className: 'chosen' })
  const note = made('p', { className: 'unseen' })
  note.setAttribute('role', 'status')
  box.classList.add('ours')
  box.append(words, note)
  box.before(list)
  let chosen = []
  const picture = (file) => {
    const canvas = made('canvas', { width: SIDE, height: SIDE })
    canvas.setAttribute('aria-hidden', 'true')
    if (file.type.startsWith('image/'))
      createImageBitmap(file).then((bitmap) => {
        const scale = SIDE / Math.min(bitmap.width, bitmap.height)
        const [width, height] = [bitmap.width * scale, bitmap.height * scale]
        canvas.getContext('2d').drawImage(bitmap, (SIDE - width) / 2, (SIDE - height) / 2, width, height)
        canvas.className = 'drawn'
        bitmap.close()
      }, () => {})
    return canvas
  }
  const show = () => {
    const sent = new DataTransfer()
    for (const file of chosen) sent.items.add(file)
    input.files = sent.files
    words.textContent = chosen.length ? box.dataset.more : box.dataset.add
    note.textContent = chosen.length ? box.dataset.count.replace('#', String(chosen.length)) : ''
    list.replaceChildren(
      ...chosen.map((file) => {
        const away = made('button', { type: 'button', className: 'link', textContent: '×' })
        away.setAttribute('aria-label', box.dataset.remove.replace('#', file.name))
        away.addEventListener('click', () => {
          chosen = chosen.filter((other) => other !== file)
          show()
          input.focus()
        })
        return made('li', {}, picture(file), made('span', { textContent: file.name }), away)
      }),
    )
  }
  input.addEventListener('change', () => {
    chosen = [...chosen, ...input.files]
    show()
  })
  chosen = [...input.files]
  show()
}

// Announces the remaining characters when few are left.
for (const area of all('textarea[data-limit]')) {
  const note = document.createElement('p')
  note.className = 'hint'
  note.setAttribute('aria-live', 'polite')
  area.after(note)
  const count = () => {
    const left = Number(area.dataset.limit) - [...area.value].length
    note.textContent = left < 200 ? area.dataset.left.replace('#', String(left)) : ''
  }
  area.addEventListener('input', count)
  count()
}

// Saves the answers while the citizen types; the note says so once the server has them.
for (const note of all('[data-kept]')) {
  const PAUSE = 1200
  const form = note.closest('form')
  let timer, sending
  const save = async (keepalive = false) => {
    clearTimeout(timer)
    timer = undefined
    const fields = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string'))
    fields.set('save', '1')
    const { signal } = (sending = new AbortController())
    try {
      const reply = await fetch(form.getAttribute('action'), { method: 'POST', body: fields, keepalive, signal })
      if (reply.status !== 204) throw reply
      if (!timer) note.textContent = note.dataset.kept
      for (const one of all('[data-clear]')) one.hidden = false
    } catch {
      if (!signal.aborted) note.textContent = note.dataset.unkept
    }
  }
  form.addEventListener('input', () => {
    note.textContent = ''
    clearTimeout(timer)
    timer = setTimeout(save, PAUSE)
  })
  form.addEventListener('submit', () => {
    clearTimeout(timer)
    sending?.abort()
  })
  document.addEventListener('visibilitychange', () => timer && document.hidden && save(true))
}

// Ignores a second press; the server would not act twice either.
for (const button of all('button[data-once]')) {
  button.form.addEventListener('submit', (event) => {
    if (button.form.dataset.sent) event.preventDefault()
    button.form.dataset.sent = '1'
  })
}
addEventListener('pageshow', () => all('form[data-sent]').forEach((form) => delete form.dataset.sent))

// Reads the status aloud, in the page's language.
for (const button of all('[data-read]')) {
  if (!('speechSynthesis' in window)) continue
  const words = button.querySelector('span')
  const read = words.textContent
  const quiet = () => (words.textContent = read)
  button.hidden = false
  button.addEventListener('click', () => {
    if (speechSynthesis.speaking) return speechSynthesis.cancel()
    const said = new SpeechSynthesisUtterance(document.getElementById(button.dataset.read).innerText)
    said.lang = document.documentElement.lang
    said.rate = 0.9
    said.onend = said.onerror = quiet
    words.textContent = button.dataset.stop
    speechSynthesis.speak(said)
  })
}

// Leaves without an entry in the history of this tab.
for (const link of all('[data-leave]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault()
    document.body.hidden = true
    location.replace(link.href)
  })
}

// Copies number, code and link; the button says so when it is done.
for (const button of all('[data-copy]')) {
  if (!navigator.clipboard) continue
  button.hidden = false
  button.setAttribute('aria-live', 'polite')
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy)
    button.textContent = button.dataset.done
  })
}

for (const button of all('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}

// Keeps a spot by the browser's location or on the city's map; location and map are loaded only when they are pressed.
for (const box of all('[data-spot]')) {
  const PLACES = 5
  const ZOOM = { city: 11, spot: 17 }
  const input = box.querySelector('input')
  const [locate, open, forget] = ['locate', 'map', 'forget'].map((name) => box.querySelector(`[data-${name}]`))
  const note = box.querySelector('[role=status]')
  const plane = box.querySelector('.map')
  let map, mark
  const point = (text) => (text ? text.split(',').map(Number) : undefined)
  const keep = (spot) => {
    input.value = spot ? spot.map((one) => one.toFixed(PLACES)).join(',') : ''
    note.textContent = spot ? box.dataset.said.replace('#', input.value) : ''
    forget.hidden = !spot
    mark?.remove()
    mark = map && spot && L.circleMarker(spot, { radius: 10 }).addTo(map)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const loaded = (tag, facts) =>
    new Promise((onload, onerror) => document.head.append(made(tag, { ...facts, onload, onerror })))
  box.querySelector('.tasks').hidden = false
  forget.hidden = !input.value
  forget.addEventListener('click', () => keep())
  locate.addEventListener('click', () => {
    note.textContent = box.dataset.waiting
    const found = ({ coords }) => {
      keep([coords.latitude, coords.longitude])
      map?.setView(point(input.value), ZOOM.spot)
    }
    const refused = () => (note.textContent = box.dataset.refused)
    if (!navigator.geolocation) return refused()
    navigator.geolocation.getCurrentPosition(found, refused, { enableHighAccuracy: true, timeout: 15000 })
  })
  open?.addEventListener('click', async () => {
    plane.hidden = !plane.hidden
    open.setAttribute('aria-expanded', String(!plane.hidden))
    if (map || plane.hidden) return
    try {
      await Promise.all([
        loaded('link', { rel: 'stylesheet', href: box.dataset.styles }),
        loaded('script', { src: box.dataset.script }),
      ])
    } catch {
      plane.hidden = true
      return
    }
    const spot = point(input.value)
    map = L.map(plane, { attributionControl: false }).setView(spot ?? point(box.dataset.centre), spot ? ZOOM.spot : ZOOM.city)
    L.tileLayer(box.dataset.tiles).addTo(map)
    L.control.attribution({ prefix: false }).addAttribution(made('i', { textContent: box.dataset.credit }).innerHTML).addTo(map)
    map.on('click', ({ latlng }) => keep([latlng.lat, latlng.lng]))
    plane.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return
      event.preventDefault()
      keep([map.getCenter().lat, map.getCenter().lng])
    })
    if (spot) keep(spot)
  })
}
