// Cards of kept drawings. Python sends `cards`: the number of each, its HTML, and what it is meant to be, or null.
// We send `meant`, the number and the choice; `opened`, the number of a drawing to put back on the canvas; and `rested`
// when the pen rests, since there may be another drawing then.

export default function ({ parentElement, data: { cards }, setTriggerValue }) {
  const list = parentElement.querySelector(".drawings")
  const shown = new Map([...list.children].map((card) => [card.number, card]))
  const now = cards.map(({ number, html, meant }) => filled(shown.get(number) ?? create(number), html, meant))
  for (const card of shown.values()) if (!now.includes(card)) card.remove()
  now.forEach((card, i) => list.children[i] === card || list.insertBefore(card, list.children[i])) // the focus stays

  list.onchange = ({ target }) => setTriggerValue("meant", { number: numberOf(target), meant: target.value })
  list.onclick = ({ target }) => {
    const button = target.closest("button")
    if (!button) return
    setTriggerValue("opened", numberOf(button))
    document.querySelector(".pen canvas, .st-key-edit")?.scrollIntoView({ block: "center" })
  }
  list.look = () => setTriggerValue("rested", performance.now())
  parentElement.host.dataset.filled = "" // for style.css
  if (list.looks) return
  list.looks = true
  addEventListener("pen-rests", function look() {
    if (list.isConnected) list.look()
    else removeEventListener("pen-rests", look)
  })
}

function create(number) {
  return Object.assign(document.createElement("li"), { number })
}

function filled(card, html, meant) {
  if (card.html !== html) card.innerHTML = card.html = html
  for (const radio of card.querySelectorAll("input")) radio.checked = radio.value === meant
  return card
}

function numberOf(element) {
  return element.closest("li").number
}
