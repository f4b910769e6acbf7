// Comforts only: every page works without this file.
'use strict'

const all = (selector) => [...document.querySelectorAll(selector)]

// Streets of the chosen district only.
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

// How much can still be written, said when it becomes little.
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

// A second press sends nothing; the server would not do it twice either.
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

for (const button of all('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}
