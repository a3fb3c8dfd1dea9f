// The network, seen whole: stages of neurons or feature maps, and the strongest contributions between them as lines.
//
// Python sends the network as bytes (network_data.py), once. What changes comes in another way, since that may be many
// times a second: `networkAnswer` is the latest answer, and the event "network-answer" says that it is new. The pen sets
// it from its messages, on other pages network_values.js does. A click on a unit sends `picked`, its layer and its number;
// on a page that explains units, it is picked there, as a click on a picture does (pointer.js).

const PACE = 3000 // ms for each layer, while the network plays by itself
const REST = 700 // ms without an answer, until a screen reader is told
const PATIENCE = 500 // ms at most, until an idle browser paints for the first time
const NEAR = 9 // px around a unit that belong to it
const FINGER = 24 // px for a finger: of all units that near, it gets the nearest
const STILL = 10 // px that a finger may slip in a tap
const views = new WeakMap()

export default function ({ parentElement, data, setTriggerValue }) {
  const view = views.get(parentElement) ?? new View(parentElement)
  views.set(parentElement, view)
  view.tell = (picked) => setTriggerValue("picked", picked)
  view.takeNetwork(data)
  parentElement.host.dataset.filled = "" // for style.css
}

class View {
  constructor(parent) {
    const find = (name) => parent.querySelector(name)
    Object.assign(this, { host: parent.host, panel: find(".panel"), canvas: find("canvas"), readout: find(".readout") })
    Object.assign(this, { playButton: find(".play"), openButton: find(".open"), backButton: find(".back") })
    this.whilePlaying = [this.backButton, find(".next"), find(".stop")]
    Object.assign(this, { said: find(".said"), path: find(".path"), answer: null, pointed: null, step: null })
    this.painter = new Painter(this.canvas)
    this.listen("network-answer", () => this.take())
    this.listen("unit-picked", () => this.changed())
    new ResizeObserver(() => this.resize()).observe(this.panel)
    this.canvas.onpointermove = (event) => this.moveTo(event)
    this.canvas.onpointerleave = (event) => event.pointerType === "mouse" && this.point(null)
    this.canvas.onpointerdown = (event) => Object.assign(this, { down: event, before: this.pointed })
    this.canvas.onpointerup = (event) => this.lift(event)
    this.canvas.onpointercancel = () => this.point(this.before, true) // the finger scrolls
    this.canvas.onclick = (event) => this.click(event)
    this.canvas.onkeydown = (event) => this.press(event)
    this.canvas.onblur = (event) => this.panel.contains(event.relatedTarget) || this.point(null)
    this.readout.onpointerover = (event) => this.hint(unitNamed(event.target))
    this.readout.onpointerleave = () => this.hint(null)
    this.readout.onclick = (event) => this.pickName(unitNamed(event.target))
    this.playButton.onclick = () => (this.playing ? this.hold() : this.start())
    this.backButton.onclick = () => this.play(this.step - 1)
    find(".next").onclick = () => this.play(this.step + 1)
    find(".stop").onclick = () => this.stop()
    this.openButton.onclick = () => this.open(this.pointed)
  }

  listen(event, react) {
    const heard = () => (this.canvas.isConnected ? react() : document.removeEventListener(event, heard))
    document.addEventListener(event, heard)
  }

  takeNetwork(bytes) {
    const header = headerOf(bytes)
    if (this.header === header) return
    this.header = header
    this.network = readNetwork(header, bytes)
    const { stages, words } = this.network
    Object.assign(this, { stages, words: new Readout(this.network), layout: null })
    Object.assign(this, { answer: null, told: undefined, pointed: null, hinted: null })
    this.canvas.setAttribute("aria-label", words.label)
    for (const name of ["back", "next", "stop", "open", "keys", "legend"]) this.panel.querySelector(`.${name}`).innerHTML = words[name]
    this.resize()
    this.stop()
    this.take()
  }

  // Only the latest answer is shown: others may arrive while one is unpacked. When the pen rests, one comes twice.
  async take() {
    const answer = globalThis.networkAnswer
    if (answer === this.told) return
    this.told = answer
    const turn = (this.turn = (this.turn ?? 0) + 1)
    const read = answer && this.network ? await readAnswer(answer, this.network) : null
    if (turn !== this.turn || (answer && !read)) return
    this.answer = read
    this.changed()
    clearTimeout(this.waiting)
    this.waiting = setTimeout(() => this.canvas.isConnected && this.tellPath(), REST)
  }

  resize() {
    const width = this.panel.clientWidth
    if (!this.stages || !width || this.layout?.width === width) return
    this.layout = placed(this.stages, width)
    this.painter.resize(this.layout)
    this.painted ? this.paint() : whenIdle(() => this.painted || this.paint()) // the rest of the page comes first
  }

  // What is shown is another: choose the lines again.
  changed() {
    this.lines = null
    this.describe()
    this.repaint()
  }

  // Once, in the next frame.
  repaint() {
    if (this.due) return
    this.due = true
    requestAnimationFrame(() => {
      this.due = false
      this.paint()
    })
  }

  paint() {
    if (!this.layout) return
    const { stages, layout, answer, step } = this
    const pointed = step === null ? this.pointed : null
    this.lines ??= answer ? strongestLines(stages, answer, pointed) : []
    const marked = step === null ? (this.hinted ?? pointed ?? this.pickedUnit()) : null
    const label = marked && this.words.unit(marked.stage, marked.unit)
    this.painter.paint({ stages, layout, answer, lines: this.lines, pointed, step, marked, label })
    this.host.dataset.painted = this.painted = (this.painted ?? 0) + 1 // for tests and benchmarks
  }

  // The unit that the page explains, or null.
  pickedUnit() {
    const { layer, tile } = (explanation() && globalThis.pickedUnit) || {}
    const stage = this.stages.findIndex((stage) => layer && stage.layer === layer)
    return stage > 0 ? { stage, unit: tile } : null
  }

  unitUnder(event) {
    const box = this.canvas.getBoundingClientRect()
    const reach = event.pointerType === "mouse" ? NEAR : FINGER
    return this.layout && unitAt(this.layout, event.clientX - box.left, event.clientY - box.top, reach)
  }

  // A mouse leaves a unit for nothing, a finger that is dragged along only for another unit.
  moveTo(event) {
    const unit = this.unitUnder(event)
    if (event.pointerType === "mouse") this.point(unit)
    else if (unit) this.point(unit, true)
  }

  // held: until another unit is pointed at, so that there is time to press a button.
  point(unit, held = false) {
    if (same(unit, this.pointed)) return
    this.pointed = unit
    this.openButton.hidden = !unit || !held
    this.host.dataset.pointed = unit ? [unit.stage, unit.unit] : ""
    this.canvas.style.cursor = unit ? "pointer" : "default"
    this.changed()
  }

  // The pointer is on a unit's name below the picture, which shows where that is.
  hint(unit) {
    if (!unit && !this.hinted) return
    this.hinted = unit
    this.repaint()
  }

  pickName(unit) {
    if (!unit?.stage) return
    this.hinted = null
    this.point(unit, true)
  }

  // A tap points already here: directly after a drag, it becomes no click, since a browser takes it to stop the scrolling.
  lift(event) {
    const slip = Math.hypot(event.clientX - this.down?.clientX, event.clientY - this.down?.clientY)
    if (event.pointerType !== "mouse" && slip < STILL) this.point(this.unitUnder(event), true)
  }

  // A mouse points and then clicks. A finger's first tap points, its second on the same unit opens; it may slip a little.
  click(event) {
    const [unit, { before }] = [this.unitUnder(event), this]
    this.before = unit
    if (event.pointerType !== "mouse" && !same(unit, before)) return this.point(unit, true)
    if (unit) this.open(unit)
  }

  open(unit) {
    if (!unit) return
    const { layer } = this.stages[unit.stage]
    if (!explanation()) {
      this.tell({ layer, unit: unit.unit })
      return arriveAtExplanation()
    }
    document.dispatchEvent(new CustomEvent("pick-unit", { detail: { layer, tile: unit.unit } }))
    showExplanation()
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
    if (event.key in ways) this.walk(...ways[event.key])
    else if (event.key === " ") this.play((this.step ?? 0) + 1)
    else if (event.key === "Enter") this.open(this.pointed)
    else if (event.key === "Escape") this.step === null ? this.point(null) : this.stop()
    else return
    event.preventDefault()
  }

  // To the nearest unit in this direction: straight ahead counts more than to the side.
  walk(dx, dy) {
    const { places } = this.layout
    const from = this.pointed ?? this.pickedUnit()
    if (!from) return this.pointAndSay({ stage: 1, unit: 0 })
    const { stage, unit } = from
    const [x, y] = [places[stage].x[unit], places[stage].y[unit]]
    let found = null
    places.slice(1).forEach((place, index) => {
      for (let i = 0; i < place.x.length; i++) {
        const [right, down] = [place.x[i] - x, place.y[i] - y]
        const ahead = right * dx + down * dy
        const aside = Math.abs(right * dy) + Math.abs(down * dx)
        const cost = ahead + 3 * aside
        if (ahead > 1 && cost < (found?.cost ?? Infinity)) found = { stage: index + 1, unit: i, cost }
      }
    })
    if (found) this.pointAndSay({ stage: found.stage, unit: found.unit })
  }

  pointAndSay(unit) {
    this.point(unit, true)
    this.say()
  }

  say() {
    this.said.textContent = [...this.readout.children].map((part) => part.textContent).join(". ")
  }

  // The layers follow each other by themselves, unless the visitor prefers that nothing moves.
  start() {
    this.canvas.scrollIntoView({ block: "nearest" })
    this.play((this.step ?? 0) + 1)
    if (this.step === null || matchMedia("(prefers-reduced-motion: reduce)").matches) return
    this.playing = setTimeout(() => this.canvas.isConnected && this.start(), PACE)
    this.describe()
  }

  hold() {
    clearTimeout(this.playing)
    this.playing = null
    this.describe()
  }

  // Light a stage, and stay there.
  play(step) {
    if (!this.answer || step >= this.stages.length) return this.stop()
    this.step = step
    this.hold()
    this.changed()
    this.say()
  }

  stop() {
    this.step = null
    this.hold()
    this.changed()
  }

  describe() {
    const { words } = this.network
    this.playButton.textContent = this.playing ? words.pause : words.play
    this.playButton.disabled = !this.answer
    for (const button of this.whilePlaying) button.hidden = this.step === null
    this.backButton.disabled = this.step === 1
    const rows = this.words.rows(this.answer, this.pointed, this.step)
    this.readout.innerHTML = rows.map(([name, text]) => `<dt>${name}</dt><dd>${text}</dd>`).join("")
  }

  tellPath() {
    this.path.innerHTML = this.answer ? this.words.path(this.answer) : ""
  }
}

function whenIdle(act) {
  globalThis.requestIdleCallback ? requestIdleCallback(act, { timeout: PATIENCE }) : setTimeout(act)
}

function same(a, b) {
  return a?.stage === b?.stage && a?.unit === b?.unit
}

function unitNamed(element) {
  const name = element.closest("[data-unit]")
  if (!name) return null
  const [stage, unit] = name.dataset.unit.split(",").map(Number)
  return { stage, unit }
}
