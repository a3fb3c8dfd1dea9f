// Runs in every page before the app does. It notes when something to look at has changed, and when that was painted.

const QUIET = 400 // ms without a change after which nothing more is expected
const PATIENCE = 30_000 // ms

window.Stopwatch = class {
  // `look` returns what is to be seen, as text; the next `event` starts the clock, or the making of this page does. `done`
  // says that no more will come; without it, that is when no script runs and all has been quiet for a while.
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

  // The paints since the start, in ms after it, once there are any and no more will come.
  async read() {
    const asked = performance.now()
    while (!this.isQuiet()) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      if (performance.now() - asked > PATIENCE) throw new Error(`Nothing new was painted at ${location.href}.`)
    }
    this.observer.disconnect()
    return { started: performance.timeOrigin + this.started, paints: this.paints.map((time) => time - this.started) }
  }

  isQuiet() {
    if (this.pending || !this.paints.length) return false
    if (this.done) return this.done()
    const app = document.querySelector("[data-testid=stApp]")
    return app?.dataset.testScriptState === "notRunning" && performance.now() - this.changed > QUIET
  }
}
