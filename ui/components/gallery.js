// Digits to choose from. Python sends `digits` (index, src, label, guess), the index of the chosen one, or null, and
// `words`: what a screen reader says.
// We send `picked`, the index of a chosen digit: clicked, or reached with the arrow keys and chosen with Enter or Space.

export default function ({ parentElement, data, setTriggerValue }) {
  const gallery = parentElement.querySelector(".gallery")
  while (gallery.children.length > data.digits.length) gallery.lastChild.remove()
  while (gallery.children.length < data.digits.length) gallery.append(emptyButton())

  data.digits.forEach(({ index, src, label, guess }, i) => {
    const button = gallery.children[i]
    const [image, words] = button.children
    if (image.src !== src) image.src = src
    words.textContent = label === guess ? label : `${label} → ${guess}`
    button.className = label === guess ? "" : "wrong"
    button.ariaLabel = fill(data.words.digit, { index, label, guess })
    button.onclick = (event) => {
      makeTabStop(gallery, button)
      choose(index) // at once, without waiting for Python
      setTriggerValue("picked", index)
      if (event.detail > 0) showExplanation() // not after a key, which keeps the focus here
    }
  })
  gallery.ariaLabel = data.words.digits
  gallery.onkeydown = (event) => move(gallery, event)
  choose(data.chosen)
  parentElement.host.dataset.filled = "" // for style.css

  function choose(chosen) {
    data.digits.forEach(({ index }, i) => (gallery.children[i].ariaSelected = index === chosen))
    const selected = data.digits.findIndex(({ index }) => index === chosen)
    if (!gallery.matches(":focus-within")) makeTabStop(gallery, gallery.children[Math.max(selected, 0)])
  }
}

// A sentence with its {names} replaced by their values.
function fill(sentence, values) {
  return sentence.replace(/{(\w+)}/g, (_, name) => values[name])
}

// The Tab key stops once, at the digit that the arrow keys start from.
function makeTabStop(gallery, button) {
  for (const other of gallery.children) other.tabIndex = other === button ? 0 : -1
}

function move(gallery, event) {
  const buttons = [...gallery.children]
  const columns = buttons.filter((button) => button.offsetTop === buttons[0].offsetTop).length
  const last = buttons.length - 1
  const current = buttons.findIndex((button) => button.matches(":focus"))
  const next = {
    ArrowLeft: current - 1,
    ArrowRight: current + 1,
    ArrowUp: current - columns,
    ArrowDown: current + columns,
    Home: 0,
    End: last,
  }[event.key]
  if (next === undefined) return
  event.preventDefault()
  if (!buttons[next]) return
  makeTabStop(gallery, buttons[next])
  buttons[next].focus()
}

function emptyButton() {
  const button = document.createElement("button")
  button.type = "button"
  button.role = "option"
  button.innerHTML = '<img alt="" decoding="sync"><span></span>'
  return button
}
