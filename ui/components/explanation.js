// After a click on a picture, what it shows may be out of sight: it is in the container with the key `explanation`.

function showExplanation() {
  const { top, bottom } = explanation().getBoundingClientRect()
  if (top < innerHeight / 2 && bottom > innerHeight / 2) return // it is in view
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches
  explanation().scrollIntoView({ behavior: still ? "auto" : "smooth" })
}

function explanation() {
  return document.querySelector(".st-key-explanation")
}
