// A text to be copied. Python sends it, with `words`, after a press on a button. For a few seconds after that, browsers
// allow a page to copy, so it is copied when it arrives; Safari, which does not, waits for a press on our own button.

export default function ({ parentElement, data: { text, words } }) {
  const [field, button, status] = ["input", "button", "p"].map((name) => parentElement.querySelector(name))
  field.ariaLabel = words.label
  button.textContent = words.copy
  button.onclick = copy
  field.onfocus = () => field.select()
  parentElement.host.dataset.filled = "" // for style.css
  if (field.value === text) return
  field.value = text
  copy()

  async function copy() {
    status.textContent = ""
    const copied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false)
    status.textContent = copied || copiedTheOldWay() ? words.copied : words.refused
  }

  // For pages without https, where there is no navigator.clipboard. What is selected stays selected.
  function copiedTheOldWay() {
    field.focus()
    field.select()
    return document.execCommand("copy")
  }
}
