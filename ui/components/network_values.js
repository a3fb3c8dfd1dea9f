// Hands an answer on to the network view of the page, wherever that stands: there is nothing to see here.

export default function ({ parentElement, data }) {
  globalThis.networkAnswer = data
  document.dispatchEvent(new CustomEvent("network-answer"))
  parentElement.host.dataset.filled = "" // for style.css
}
