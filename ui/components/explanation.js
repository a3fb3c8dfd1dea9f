// After a click on a picture, what it shows may be out of sight: it is in the container with the key `explanation`.

// Its player gets the focus, so that the keys that it names work.

function showExplanation() {
  focusPlayer()
  const { top, bottom } = explanation().getBoundingClientRect()
  if (top < innerHeight / 2 && bottom > innerHeight / 2) return // it is in view
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches
  explanation().scrollIntoView({ behavior: still ? "auto" : "smooth" })
}

// On another page, which is still to come: bring its explanation into view when it is complete.
function arriveAtExplanation() {
  const deadline = performance.now() + 10_000
  const look = setInterval(() => {
    const app = document.querySelector("[data-testid=stApp]")
    const isThere = explanation() && app.dataset.testScriptState === "notRunning"
    if (isThere) {
      explanation().scrollIntoView()
      focusPlayer()
    }
    if (isThere || performance.now() > deadline) clearInterval(look)
  }, 100)
}

function focusPlayer() {
  explanation().querySelector(".player input")?.focus({ preventScroll: true })
}

function explanation() {
  return document.querySelector(".st-key-explanation")
}
