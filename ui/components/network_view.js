// The network, seen whole: stages of neurons or feature maps, and the strongest contributions between them as lines.
//
// Python sends the network as bytes (network_data.py), once. What changes comes in another way, since that may be many
// times a second: `networkAnswer` is the latest answer, and the event "network-answer" says that it is new. The pen sets
// it from its messages, on other pages network_values.js does. A click on a unit sends `picked`, its layer and its number;
// on a page that explains units, it is picked there, as a click on a picture does (pointer.js).

const PACE = 1800 // ms for each layer, while the network plays by itself
const REST = 700 // ms without an answer, until a screen reader is told
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
    const find = (name) => parent.querySelector(`.${name}`)
    this.host = parent.host
    this.canvas = parent.querySelector("canvas")
    Object.assign(this, { painter: new Painter(this.canvas), answer: null, pointed: null, step: null })
    Object.assign(this, { readout: find("readout"), said: find("said"), path: find("path"), legend: find("legend") })
    Object.assign(this, { playButton: find("play"), stopButton: find("stop"), openButton: find("open"), help: find("keys") })
    this.listen("network-answer", () => this.take())
    this.listen("unit-picked", () => this.changed())
    new ResizeObserver(() => this.resize()).observe(this.canvas.parentElement)
    this.canvas.onpointermove = (event) => event.pointerType === "mouse" && this.point(this.unitUnder(event))
    this.canvas.onpointerleave = (event) => event.pointerType === "mouse" && this.point(null)
    this.canvas.onclick = (event) => this.click(event)
    this.canvas.onkeydown = (event) => this.press(event)
    this.canvas.onblur = () => this.point(null)
    this.playButton.onclick = () => this.play()
    this.stopButton.onclick = () => this.stop()
    this.openButton.onclick = () => this.open(this.pointed)
  }

  listen(event, react) {
    const heard = () => (this.canvas.isConnected ? react() : document.removeEventListener(event, heard))
    document.addEventListener(event, heard)
  }

  takeNetwork(bytes) {
    const network = readNetwork(bytes)
    if (this.text === JSON.stringify(network)) return
    this.text = JSON.stringify(network)
    const { stages, words } = network
    Object.assign(this, { network, stages, words, answer: null, layout: null })
    this.canvas.setAttribute("aria-label", words.label)
    for (const [name, element] of Object.entries({ stop: this.stopButton, open: this.openButton, keys: this.help, legend: this.legend })) element.innerHTML = words[name]
    this.resize()
    this.stop()
    this.take()
  }

  // Only the latest answer is shown: others may arrive while one is unpacked.
  async take() {
    const answer = globalThis.networkAnswer
    const turn = (this.turn = (this.turn ?? 0) + 1)
    const read = answer && this.network ? await readAnswer(answer, this.network) : null
    if (turn !== this.turn || (answer && !read)) return
    this.answer = read
    this.changed()
    clearTimeout(this.waiting)
    this.waiting = setTimeout(() => this.tellPath(), REST)
  }

  resize() {
    const width = Math.round(this.canvas.parentElement.clientWidth)
    if (!this.stages || !width || this.layout?.width === width) return
    this.layout = placed(this.stages, width)
    this.canvas.classList.toggle("narrow", this.layout.narrow)
    this.painter.resize(this.layout)
    this.paint()
  }

  // What is shown is another: choose the lines again, and paint once, in the next frame.
  changed() {
    this.lines = null
    this.describe()
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
    this.painter.paint({ stages, layout, answer, lines: this.lines, pointed, step, picked: this.pickedUnit() })
    this.host.dataset.painted = Number(this.host.dataset.painted ?? 0) + 1 // for tests and benchmarks
  }

  // The unit that the page explains, or null.
  pickedUnit() {
    const { layer, tile } = (explanation() && globalThis.pickedUnit) || {}
    const stage = this.stages.findIndex((stage) => layer && stage.layer === layer)
    return stage > 0 ? { stage, unit: tile } : null
  }

  unitUnder(event) {
    const box = this.canvas.getBoundingClientRect()
    return this.layout && unitAt(this.layout, event.clientX - box.left, event.clientY - box.top)
  }

  point(unit) {
    if (unit?.stage === this.pointed?.stage && unit?.unit === this.pointed?.unit) return
    this.pointed = unit
    this.openButton.hidden = !unit
    this.host.dataset.pointed = unit ? [unit.stage, unit.unit] : ""
    this.canvas.style.cursor = unit ? "pointer" : "default"
    this.changed()
  }

  // A mouse points and then clicks. A finger's first tap points, its second on the same unit opens.
  click(event) {
    const unit = this.unitUnder(event)
    const again = unit && unit.stage === this.pointed?.stage && unit.unit === this.pointed.unit
    if (event.pointerType !== "mouse" && !again) return this.point(unit)
    if (unit) this.open(unit)
  }

  open(unit) {
    if (!unit) return
    const { layer } = this.stages[unit.stage]
    if (!explanation()) return this.tell({ layer, unit: unit.unit })
    document.dispatchEvent(new CustomEvent("pick-unit", { detail: { layer, tile: unit.unit } }))
    showExplanation()
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
    if (event.key in ways) this.walk(...ways[event.key])
    else if (event.key === " ") this.play(true)
    else if (event.key === "Enter") this.open(this.pointed)
    else if (event.key === "Escape") this.step === null ? this.point(null) : this.stop()
    else return
    event.preventDefault()
  }

  // To the nearest unit in this direction: straight ahead counts more than to the side.
  walk(dx, dy) {
    const { places } = this.layout
    const { stage, unit } = this.pointed ?? this.pickedUnit() ?? { stage: 1, unit: -1 }
    if (unit < 0) return this.said ? this.pointAndSay({ stage: 1, unit: 0 }) : null
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
    this.point(unit)
    this.said.textContent = [...this.readout.children].map((row) => row.textContent).join(". ")
  }

  // The next layer. From the button it goes on by itself, unless the visitor prefers that nothing moves.
  play(byHand = matchMedia("(prefers-reduced-motion: reduce)").matches) {
    clearTimeout(this.playing)
    if (this.step === this.stages.length - 1) return this.stop()
    this.step = (this.step ?? 0) + 1
    this.changed()
    this.said.textContent = this.readout.textContent
    if (!byHand) this.playing = setTimeout(() => this.canvas.isConnected && this.play(false), PACE)
  }

  stop() {
    clearTimeout(this.playing)
    this.step = null
    this.changed()
  }

  describe() {
    const { words, stages, step } = this
    this.playButton.textContent = step === null ? words.play : words.next
    this.stopButton.hidden = step === null
    const rows =
      step !== null ? playing(stages[step]) : !this.answer ? [["", words.empty]] : this.pointed ? this.pointedAt() : this.inShort()
    this.readout.innerHTML = rows.map(([name, text]) => `<dt>${name}</dt><dd>${text}</dd>`).join("")
  }

  // What can be said without pointing at anything: the prediction, and which neurons speak for it and against it.
  inShort() {
    const { words, stages, answer } = this
    const last = stages.length - 1
    const digit = answer[last].z.indexOf(Math.max(...answer[last].z))
    const terms = contributionsTo(answer, stages, { stage: last, unit: digit })
    return [
      [words.prediction, `<b>${digit}</b>, ${percent(answer[last].z[digit])}`],
      [words.for.replace("{digit}", digit), this.named(last - 1, positive(terms))],
      [words.against.replace("{digit}", digit), this.named(last - 1, negative(terms))],
      ["", matchMedia("(pointer: coarse)").matches ? words.tap : words.point],
    ]
  }

  pointedAt() {
    const { words, stages, answer } = this
    const { stage, unit } = this.pointed
    const { kind, name, sum, activation } = stages[stage]
    const { a, z } = answer[stage]
    const isOutput = stage === stages.length - 1
    const terms = contributionsTo(answer, stages, this.pointed)
    const after = contributionsFrom(answer, stages, this.pointed)
    const most = [...after.slice(0, 2), ...after.slice(-2).reverse()]
    const value =
      kind === "maps"
        ? words.map.replace("{k}", unit).replace("{name}", name).replace("{value}", number(z[unit]))
        : `${sum}[${unit}] = ${number(a[unit])}, <b>${name}[${unit}]</b> = ${activation}(${sum}${isOutput ? "" : `[${unit}]`})${isOutput ? `[${unit}]` : ""} = <b>${number(z[unit])}</b>`
    return [
      [words.value, value],
      [words.raised, this.named(stage - 1, positive(terms))],
      [words.lowered, this.named(stage - 1, negative(terms))],
      isOutput ? ["", words.centred] : [words.onward, this.named(stage + 1, most)],
    ]
  }

  // Units of a stage with their contributions.
  named(s, terms) {
    const { words, stages } = this
    const { kind, name, count } = stages[s]
    const shown = terms
      .filter(({ value }) => value)
      .map(({ unit, value }) => {
        const pixel = words.pixel.replace("{row}", Math.floor(unit / 28)).replace("{column}", unit % 28)
        const of = count === 1 ? name : kind === "image" ? pixel : kind === "maps" ? `${name}[…, ${unit}]` : `${name}[${unit}]`
        return `<span class="${value > 0 ? "for" : "against"}">${of} <b>${signed(value)}</b></span>`
      })
    return shown.join(" ") || "–"
  }

  // For a screen reader, when answers rest: the strongest path as a table.
  tellPath() {
    const { words, stages, answer } = this
    if (!answer || !this.canvas.isConnected) return this.path.replaceChildren()
    const rows = strongestPath(stages, answer).map(({ stage, unit, value }) => {
      const [of] = [this.named(stage, [{ unit, value: 1 }]).replace(/<b>.*<\/b>/, "")]
      const z = !stage ? "" : stage === stages.length - 1 ? percent(answer[stage].z[unit]) : number(answer[stage].z[unit])
      return `<tr><th scope="row">${stages[stage].caption}</th><td>${of}</td><td>${z}</td><td>${value === undefined ? "" : signed(value)}</td></tr>`
    })
    const heads = words.columns.map((name) => `<th scope="col">${name}</th>`).join("")
    this.path.innerHTML = `<table><caption>${words.path}</caption><thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table>`
  }
}

function playing({ title, lines }) {
  return [["", `<b>${title}</b>`], ...lines.flatMap((line) => line.split("\n")).map((line) => ["", `<code>${line}</code>`])]
}

// The four largest of each sign, of terms from largest to smallest.
function positive(terms) {
  return terms.slice(0, 4).filter(({ value }) => value > 0)
}

function negative(terms) {
  return terms.slice(-4).reverse().filter(({ value }) => value < 0)
}

function number(value) {
  return value.toFixed(4).replace("-", "−")
}

function signed(value) {
  const size = Math.abs(value)
  return `${value < 0 ? "−" : "+"}${size >= 0.005 ? size.toFixed(2) : size.toPrecision(1)}`
}
