// Digits as buttons. Python sends `digits` (index, src, label, guess) and the index of the chosen one, or null.
// We send `picked`, the index of a clicked digit.

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
    button.ariaLabel = `Digit ${index}, labelled ${label}, predicted ${guess}`
    button.onclick = () => {
      choose(index) // at once, without waiting for Python
      setTriggerValue("picked", index)
    }
  })
  choose(data.chosen)

  function choose(chosen) {
    data.digits.forEach(({ index }, i) => (gallery.children[i].ariaPressed = index === chosen))
  }
}

function emptyButton() {
  const button = document.createElement("button")
  button.type = "button"
  button.innerHTML = '<img alt="" decoding="sync"><span></span>'
  return button
}
