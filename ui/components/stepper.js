// A program, stepped through. What Python sends is described in stepper.py. Only a link that is followed is sent back: a
// step is the browser's alone, and so is `step` in the address (history.js keeps it there). Other pages link to the first
// step that sets a variable, `at`.

const steppers = new WeakMap()

export default function ({ parentElement, data, setTriggerValue }) {
  const stepper = steppers.get(parentElement) ?? new Stepper(parentElement)
  steppers.set(parentElement, stepper)
  stepper.follow = (place, i) => setTriggerValue("followed", { place, i })
  stepper.take(data)
}

class Stepper {
  constructor(parent) {
    this.host = parent.host
    this.root = parent
    for (const name of ["code", "output", "now", "figure", "all", "place", "said"]) this[name] = parent.querySelector(`.${name}`)
    this.buttons = Object.fromEntries([...parent.querySelectorAll("[data-go]")].map((button) => [button.dataset.go, button]))
    for (const [name, button] of Object.entries(this.buttons)) button.onclick = () => this.walk(name)
    this.program = new Code(this.code, (number, site) => this.clickLine(number, site))
    this.code.onkeydown = (event) => this.press(event)
    const back = () => (this.host.isConnected ? this.steps && this.show(...this.inAddress()) : removeEventListener("popstate", back))
    addEventListener("popstate", back)
  }

  async take({ recording, ...told }) {
    const turn = (this.turn = (this.turn ?? 0) + 1)
    const another = recording !== this.packed
    const recorded = another ? await Recording.read(recording) : this.recorded
    if (turn !== this.turn) return
    Object.assign(this, told, { recorded, steps: recorded.steps, packed: recording })
    this.write()
    this.show(...(another ? this.inAddress() : [this.at, this.open]))
    this.host.dataset.filled = "" // for style.css
  }

  // The step and the opened expression that the address names.
  inAddress() {
    const asked = new URLSearchParams(location.search)
    const sets = this.recorded.placeThatSets(asked.get("at"))
    const step = Number(asked.get("step") ?? (sets < 0 ? this.start : sets + 1))
    const at = Math.min(Math.max(Number.isInteger(step) ? step : 1, 1), this.steps.length) - 1
    const open = Number(asked.get("open"))
    return [at, Number.isInteger(open) && open > 0 ? open - 1 : this.openAtFirst(at)]
  }

  // What is open without having been asked for: why a line fails.
  openAtFirst(at) {
    return this.steps[at].error ? 0 : null
  }

  tellAddress() {
    const address = new URL(location)
    const tell = (key, value) => (value === null ? address.searchParams.delete(key) : address.searchParams.set(key, value))
    tell("at", null)
    tell("step", this.at + 1 === this.start ? null : this.at + 1)
    tell("open", this.open === null || this.open === this.openAtFirst(this.at) ? null : this.open + 1)
    if (address.href !== location.href) History.prototype.replaceState.call(history, history.state, "", address)
  }

  // What stays while stepping: the lines of the program, and the buttons.
  write() {
    const { words } = this
    for (const [name, button] of Object.entries(this.buttons)) button.setAttribute("aria-label", words[name])
    this.buttons.next.querySelector("b").textContent = words.next
    this.code.setAttribute("aria-label", words.code)
    this.program.write(this.recorded.lines, new Set(this.steps.map(({ line }) => line)), this.changed)
    this.root.querySelector(".ran").textContent = this.note
    for (const name of ["output", "all"]) this.root.querySelector(`.${name}-title`).textContent = words[name]
    this.root.querySelector(".keys").innerHTML = words.keys
    this.figure.innerHTML = this.drawing
    this.figure.hidden = !this.drawing
  }

  // A click on an expression of the lit line opens it; any other runs the program to that line, in the same turn of a loop.
  clickLine(number, site) {
    const { line, seen } = this.steps[this.at]
    if (number === line && site in seen) return this.show(this.at, Object.keys(seen).indexOf(site))
    const found = this.recorded.placeOf(number, this.at)
    if (found !== undefined) this.go(found)
  }

  // One step by hand. If the visitor wants to be asked first, the question comes before it; another step skips it.
  walk(name) {
    const to = { first: 0, back: this.at - 1, next: this.at + 1, last: this.steps.length - 1 }[name]
    const asks = name === "next" && this.predict && this.asked === null && isAsked(this.named, this.steps[to])
    asks ? this.ask(to) : this.go(to)
  }

  ask(to) {
    this.asked = to
    const step = this.steps[to]
    this.program.ask(step)
    const heading = element("h2", "heading", sentence("span", "", this.words.line, step), this.codeOf(step))
    const asks = questionView(this.named, to, step, this.words, () => {
      this.go(to)
      this.code.focus({ preventScroll: true })
    })
    this.now.replaceChildren(heading, ...asks)
    this.said.textContent = asks[0].textContent
    this.scrollThere()
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const ways = { ArrowLeft: "back", ArrowUp: "back", ArrowRight: "next", ArrowDown: "next", Home: "first", End: "last" }
    if (event.key in ways) this.walk(ways[event.key])
    else if (event.key === "Enter") this.openNext()
    else if (event.key === "Escape") this.show(this.at, null)
    else return
    event.preventDefault()
  }

  openNext() {
    const found = Object.keys(this.steps[this.at].seen).length
    const next = (this.open ?? -1) + 1
    if (found) this.show(this.at, next < found ? next : null)
  }

  go(step) {
    if (!(step >= 0 && step < this.steps.length)) return
    this.show(step, this.openAtFirst(step))
    this.scrollThere()
  }

  // On a phone: to the program, with what the line changed below it.
  scrollThere() {
    if (this.now.parentElement.getBoundingClientRect().top > innerHeight / 2) this.code.scrollIntoView()
  }

  show(at, open) {
    const step = this.steps[at]
    Object.assign(this, { at, asked: null, open: open !== null && open < Object.keys(step.seen).length ? open : null })
    this.program.light(step)
    for (const name of ["first", "back"]) this.buttons[name].disabled = at === 0
    for (const name of ["next", "last"]) this.buttons[name].disabled = at === this.steps.length - 1
    this.place.textContent = fill(this.words.place, { n: count(at + 1), of: count(this.steps.length) })
    const printed = this.steps.slice(0, at + 1).map(({ printed }) => printed ?? "").join("")
    this.output.textContent = printed
    this.output.parentElement.hidden = !this.steps.some(({ printed }) => printed)
    this.output.scrollTop = this.output.scrollHeight
    this.showNow(step)
    this.showAll(step)
    this.tellAddress()
    this.host.dataset.step = at + 1 // for tests
  }

  showNow(step) {
    const { words } = this
    const heading = element("h2", "heading", this.heading(step), ...this.turnOf(step), this.codeOf(step))
    const parts = [heading, ...verdict(this.named, this.at, step, words)]
    const before = new Map(this.at ? this.recorded.variables(this.at - 1)[step.depth ?? 0]?.[1] : [])
    const titles = { return: sentence("b", "", words.returns, { name: inCode(step.function) }), img_show: element("b", "", words.shown) }
    const changed = Object.entries(step.changed)
    for (const [name, value] of changed) parts.push(largeValue(titles[name] ?? element("code", "title", name), this.recorded.values[value], before.get(name), words))
    if (step.printed) parts.push(element("pre", "printed", step.printed.trimEnd()))
    for (const warning of step.warnings ?? []) parts.push(element("p", "warning", warning))
    if (step.error) parts.push(element("p", "error", `${step.error[0]}: ${step.error[1]}`))
    parts.push(...this.expressions(step), ...this.loopAt(step), ...this.ways(step))
    this.now.replaceChildren(...parts)
    this.now.classList.toggle("opening", this.open !== null)
    this.said.textContent = [this.place.textContent, this.heading(step).textContent, ...changed.map(([name, value]) => `${name} ${typeText(this.recorded.values[value])}`)].join(". ")
  }

  heading({ kind, line, function: name, turn }) {
    const { words } = this
    if (kind === "call") return sentence("span", "", words.calls, { name: inCode(name) })
    if (kind === "skipped") {
      const { kept } = this.recorded.loops.find((loop) => loop.line === line)
      const after = kept.find((number) => number > turn[1])
      return sentence("span", "", words.skipped, { n: count(after - turn[1] - 1) })
    }
    return sentence("span", "", words.line, { line })
  }

  codeOf({ kind, line }) {
    const text = this.recorded.lines[line - 1].filter(([, kind]) => kind !== "comment").map(([text]) => text)
    return element("code", "", kind === "skipped" ? "" : text.join("").trim())
  }

  turnOf(step) {
    const loop = this.recorded.loopOf(step)
    return loop ? [element("b", "", fill(this.words.turn, { n: count(step.turn[1] + 1), of: count(loop.turns) }))] : []
  }

  loopAt(step) {
    const loop = this.recorded.loopOf(step)
    const goTo = (turn) => this.go(this.recorded.placeInTurn(loop, turn, step.line))
    return loop ? loopView(loop, step.turn[1], this.images[step.turn[1]], this.words, goTo) : []
  }

  // Links to the pages that go deeper than this line.
  ways(step) {
    const i = this.recorded.variables(this.at)[0][1].get("i")?.text ?? ""
    const image = this.recorded.loopOf(step) && this.images[step.turn[1]]
    const isMisread = image && image.label !== image.guess
    return this.links.flatMap(({ lines, misread, label, address }, place) => {
      if (!lines.includes(step.line) || (misread && !isMisread) || (address.includes("{i}") && !i)) return []
      const way = element("a", "way", label)
      way.href = fill(address, { i })
      way.onclick = (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        this.follow(place, i)
      }
      return [way]
    })
  }

  expressions({ seen }) {
    const numbers = Object.keys(seen)
    if (!numbers.length) return []
    const chips = numbers.map((site, index) => {
      const chip = chipFor(element("code", "", this.recorded.sites[site].replace(/\s+/g, " ")), () => this.clickChip(index))
      chip.setAttribute("aria-expanded", index === this.open)
      return chip
    })
    const parts = [element("div", "chips", element("span", "", this.words.open), ...chips)]
    if (this.open !== null) parts.push(openedView(this.recorded.values[seen[numbers[this.open]]], this.words))
    return parts
  }

  clickChip(index) {
    this.show(this.at, index === this.open ? null : index)
    this.now.querySelectorAll(".chip")[index].focus()
  }

  showAll(step) {
    const frames = this.recorded.variables(this.at).reverse()
    this.showDrawing(frames, step)
    const shown = frames.map(([name, variables], index) => {
      const rows = [...variables].map(([variable, value]) => {
        const row = smallValue(variable, value, this.words)
        row.classList.toggle("lit", index === 0 && variable in step.changed)
        return row
      })
      const title = name ? this.words.inside : this.words.outside
      return element("div", "frame", ...(frames.length > 1 ? [sentence("h3", "", title, { name: inCode(name) })] : []), ...rows)
    })
    this.all.replaceChildren(...shown)
  }

  // In the drawing, the values that the program has computed so far, in the function that runs or else outside.
  showDrawing(frames, { changed }) {
    const [, variables] = frames.find(([, values]) => values.has("x") || values.has("X")) ?? [null, new Map()]
    for (const group of this.figure.querySelectorAll("[data-name]")) {
      const names = [group.dataset.name, group.dataset.name.toLowerCase()]
      group.classList.toggle("reached", names.some((name) => variables.has(name)))
      group.classList.toggle("lit", names.some((name) => name in changed))
    }
  }
}
