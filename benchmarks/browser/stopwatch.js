// Runs in every page before the app does. It records when watched content changes and when the change is painted.

const QUIET = 400 // ms without a change after which no more is expected
const PATIENCE = 30_000 // ms

window.Stopwatch = class {
  // `look` returns the watched content as text. The clock starts at the next `event`, or without one when the page was
  // created. `done` says whether all changes have been made: there may have been none. Without it, there is at least one,
  // and they have been made when no script is running and nothing has changed for a while.
  constructor(look, event, done) {
    Object.assign(this, { look, done, started: event ? null : 0, paints: [], pending: 0, changed: performance.now() })
    if (event) addEventListener(event, (e) => this.start(e.timeStamp), { capture: true, once: true })
    this.observer = new MutationObserver(() => this.compare())
    this.observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
    this.seen = look()
  }

  start(time) {
    this.started = time
    this.seen = this.look()
  }

  compare() {
    const now = this.look()
    if (now === this.seen) return
    this.seen = now
    this.changed = performance.now()
    this.pending += 1
    requestAnimationFrame(() => requestAnimationFrame((frame) => this.painted(frame)))
  }

  painted(frame) {
    this.pending -= 1
    if (this.started === null || this.frame === frame) return
    this.frame = frame
    this.paints.push(performance.now())
  }

  // Waits until no more paints are expected; returns them in ms after the start.
  async read() {
    const begin = performance.now()
    while (!this.isQuiet()) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      if (performance.now() - begin > PATIENCE) {
        throw new Error(`Expected ${location.href} to be painted and quiet within ${PATIENCE / 1000} s.`)
      }
    }
    this.observer.disconnect()
    return { started: performance.timeOrigin + this.started, paints: this.paints.map((time) => time - this.started) }
  }

  isQuiet() {
    if (this.pending || this.started === null) return false
    const isQuiet = performance.now() - Math.max(this.changed, this.started) > QUIET
    if (this.done) return this.done() && (this.paints.length || isQuiet)
    const app = document.querySelector("[data-testid=stApp]")
    return this.paints.length && app?.dataset.testScriptState === "notRunning" && isQuiet
  }
}
