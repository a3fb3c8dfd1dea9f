// Leaving for another page, while messages of the drawing area may be on their way.
//
// The server must not get a message of the old page along with the wish for the new one: it may answer the message last,
// and the browser then goes blank. So the drawing area is silent from the press on a link on, and a click on a link waits
// until the last message has been worked off.

const SLOWEST_PAGE = 10_000 // ms from the click until the new page is there
const SLOWEST_ANSWER = 3_000 // ms that a click waits for at most
const AGAIN = 20 // ms between two looks

let current // the drawing area
let path // of its page
let pressed = false // on a link, before the click
let left = -Infinity // time of the click, or of Back

addEventListener("pointerdown", ({ target }) => (pressed = !!target.closest?.("a")), true)
for (const event of ["pointerup", "pointercancel"]) addEventListener(event, () => (pressed = false), true)
addEventListener("click", onClick, true)
addEventListener("popstate", () => location.pathname !== path && (left = performance.now()), true)

function onClick(event) {
  const link = event.target.closest?.("a[href]")
  const inThisTab = link && link.target !== "_blank" && !(event.ctrlKey || event.metaKey || event.shiftKey)
  if (!current || !inThisTab || link.pathname === path) return
  left = performance.now()
  if (!waiting()) return
  event.preventDefault()
  event.stopImmediatePropagation()
  const clickLater = () => (waiting() ? setTimeout(clickLater, AGAIN) : link.click())
  clickLater()
}

function leaving() {
  return pressed || performance.now() - left < SLOWEST_PAGE
}

function waiting() {
  const { canvas, number, answered, told } = current
  const inTime = number && performance.now() - told < SLOWEST_ANSWER
  return canvas.isConnected && inTime && (!answered || working())
}

function working() {
  return ["running", "rerunRequested"].includes(document.querySelector("[data-testid=stApp]")?.dataset.testScriptState)
}

function arrived(area) {
  ;[current, path, left] = [area, location.pathname, -Infinity]
}
