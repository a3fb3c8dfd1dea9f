// A program, stepped through. Python sends `start` (the step to begin with where the address names none), `changed` (the
// line that was changed to break it, or null), `recording` (packed by ui/programs/packed.py), `note` (a sentence on what
// it ran with), `predict` (whether to ask before a step) and `words`. Nothing is sent back: a step is the
// browser's alone, and so is `step` in the address (history.js keeps it there).

const steppers = new WeakMap()

export default function ({ parentElement, data }) {
  const stepper = steppers.get(parentElement) ?? new Stepper(parentElement)
  steppers.set(parentElement, stepper)
  stepper.take(data)
}

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))
  const { strings, ...recording } = await new Response(stream).json()
  const put = (part) => {
    if (typeof part === "string") return part[0] === "\x00" ? strings[Number(part.slice(1))] : part
    if (Array.isArray(part)) return part.map(put)
    return part && typeof part === "object" ? Object.fromEntries(Object.entries(part).map(([key, item]) => [key, put(item)])) : part
  }
  return put(recording)
}

class Stepper {
  constructor(parent) {
    this.host = parent.host
    this.root = parent
    for (const name of ["code", "output", "now", "all", "place", "said"]) this[name] = parent.querySelector(`.${name}`)
    this.buttons = Object.fromEntries([...parent.querySelectorAll("[data-go]")].map((button) => [button.dataset.go, button]))
    for (const [name, button] of Object.entries(this.buttons)) button.onclick = () => this.walk(name)
    this.code.onkeydown = (event) => this.press(event)
    const back = () => (this.host.isConnected ? this.steps && this.show(...this.inAddress()) : removeEventListener("popstate", back))
    addEventListener("popstate", back)
  }

  async take({ start, changed, recording, note, predict, words }) {
    Object.assign(this, { words, note, predict })
    const turn = (this.turn = (this.turn ?? 0) + 1)
    const another = recording !== this.packed
    const read = another ? await unpacked(recording) : null
    if (turn !== this.turn) return
    if (read) Object.assign(this, read, { packed: recording, start, changed, answers: new Map() })
    this.write()
    this.show(...(another ? this.inAddress() : [this.at, this.open]))
    this.host.dataset.filled = "" // for style.css
  }

  // The step and the opened expression that the address names.
  inAddress() {
    const asked = new URLSearchParams(location.search)
    const step = Number(asked.get("step") ?? this.start)
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
    tell("step", this.at + 1 === this.start ? null : this.at + 1)
    tell("open", this.open === null || this.open === this.openAtFirst(this.at) ? null : this.open + 1)
    if (address.href !== location.href) History.prototype.replaceState.call(history, history.state, "", address)
  }

  // What stays while stepping: the lines of the program, and the buttons.
  write() {
    const { words, lines } = this
    for (const [name, button] of Object.entries(this.buttons)) button.setAttribute("aria-label", words[name])
    this.buttons.next.querySelector("b").textContent = words.next
    this.code.setAttribute("aria-label", words.code)
    const reached = new Set(this.steps.map(({ line }) => line))
    this.code.replaceChildren(...lines.map((parts, index) => this.line(parts, index + 1, reached.has(index + 1))))
    this.root.querySelector(".ran").textContent = this.note
    for (const name of ["output", "all"]) this.root.querySelector(`.${name}-title`).textContent = words[name]
    this.root.querySelector(".keys").innerHTML = words.keys
  }

  line(parts, number, reached) {
    const row = element("div", `line${reached ? " reached" : ""}${number === this.changed ? " broken" : ""}`)
    Object.assign(row, parts.length ? { id: `line-${number}`, role: "option" } : { ariaHidden: "true" })
    row.dataset.number = number
    const text = parts.map(([text, kind, site]) => {
      const part = element("span", kind ?? "", text)
      if (site !== null) part.dataset.site = site
      return part
    })
    const code = element("code", "", ...text)
    code.style.setProperty("--indent", 4 + parts.map(([text]) => text).join("").search(/\S|$/))
    row.append(code)
    row.onclick = (event) => this.clickLine(number, event.target.dataset.site)
    return row
  }

  // A click on an expression of the lit line opens it; any other click runs the program to that line.
  clickLine(number, site) {
    const { line, seen } = this.steps[this.at]
    if (number === line && site in seen) return this.show(this.at, Object.keys(seen).indexOf(site))
    const ahead = this.steps.findIndex((step, index) => index > this.at && step.line === number)
    const found = ahead >= 0 ? ahead : this.steps.findIndex((step) => step.line === number)
    if (found >= 0) this.go(found)
  }

  // One step by hand. If the visitor wants to be asked first, the question comes before it.
  walk(name) {
    const to = { first: 0, back: this.at - 1, next: this.at + 1, last: this.steps.length - 1 }[name]
    const asks = name === "next" && this.asked === null && this.questionBefore(to)
    asks ? this.ask(to, asks) : this.go(to)
  }

  // What to ask before a step: once for each line, as long as it has not been answered.
  questionBefore(to) {
    const [site, place] = Object.entries(this.steps[to]?.seen ?? {})[0] ?? []
    const isFirst = site && this.steps.findIndex(({ seen }) => site in seen) === to
    return this.predict && isFirst && !this.answers.has(to) ? this.values[place] : null
  }

  ask(to, { target, question }) {
    if (!question) return this.go(to)
    this.asked = to
    const { words, steps } = this
    this.lightLine({ ...steps[to], seen: {} })
    this.code.classList.add("asking")
    const buttons = question.choices.map((shape) => {
      const button = element("button", "choice", element("code", "", shape))
      Object.assign(button, { type: "button", onclick: () => this.answer(to, shape, question.right) })
      return button
    })
    const heading = element("h2", "heading", sentence("span", "", words.line, steps[to]), this.codeOf(steps[to]))
    const asks = sentence("p", "question", words.question, { name: target })
    this.now.replaceChildren(heading, asks, element("div", "choices", ...buttons))
    this.said.textContent = asks.textContent
    this.scrollThere()
  }

  answer(to, chosen, right) {
    this.answers.set(to, { chosen, right })
    this.go(to)
    this.code.focus({ preventScroll: true })
  }

  // How the answer before this step was, and how many were right.
  verdict() {
    const given = this.answers.get(this.at)
    if (!given) return []
    const all = [...this.answers.values()]
    const isRight = given.chosen === given.right
    const score = fill(this.words.score, { n: count(all.filter(({ chosen, right }) => chosen === right).length), of: count(all.length) })
    return [element("p", isRight ? "verdict" : "verdict no", fill(isRight ? this.words.correct : this.words.wrong, given), element("span", "", score))]
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
    if (this.now.getBoundingClientRect().top > innerHeight / 2) this.code.scrollIntoView()
  }

  show(at, open) {
    const step = this.steps[at]
    Object.assign(this, { at, asked: null, open: open !== null && open < Object.keys(step.seen).length ? open : null })
    this.lightLine(step)
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

  lightLine({ line, kind, seen }) {
    this.code.querySelector(".lit")?.classList.remove("lit", "wrong")
    this.code.classList.remove("asking")
    const row = this.code.children[line - 1]
    row.classList.add("lit")
    row.classList.toggle("wrong", kind === "error")
    for (const old of this.code.querySelectorAll("[aria-selected=true], .opens")) {
      old.removeAttribute("aria-selected")
      old.classList.remove("opens")
    }
    row.setAttribute("aria-selected", "true")
    for (const part of row.querySelectorAll("[data-site]")) part.classList.toggle("opens", part.dataset.site in seen)
    this.code.setAttribute("aria-activedescendant", row.id)
    const { offsetTop, offsetHeight } = row
    const { scrollTop, clientHeight } = this.code
    if (offsetTop < scrollTop + offsetHeight || offsetTop + 2 * offsetHeight > scrollTop + clientHeight)
      this.code.scrollTop = offsetTop - clientHeight / 3
  }

  // The variables after a step, of the program and of its functions that are running: [function, Map of values].
  variables(at) {
    const frames = []
    for (const { depth = 0, kind, function: name, changed } of this.steps.slice(0, at + 1)) {
      frames.length = Math.min(frames.length, kind === "call" ? depth : depth + 1)
      while (frames.length <= depth) frames.push([frames.length ? name : null, new Map()])
      for (const [variable, value] of Object.entries(changed))
        if (variable !== "return" && variable !== "img_show") frames[depth][1].set(variable, this.values[value])
    }
    return frames
  }

  showNow(step) {
    const { words } = this
    const parts = [element("h2", "heading", this.heading(step), ...this.turnOf(step), this.codeOf(step)), ...this.verdict()]
    const before = new Map(this.at ? this.variables(this.at - 1)[step.depth ?? 0]?.[1] : [])
    const titles = { return: sentence("b", "", words.returns, { name: step.function }), img_show: element("b", "", words.shown) }
    const changed = Object.entries(step.changed)
    for (const [name, value] of changed) parts.push(largeValue(titles[name] ?? element("code", "title", name), this.values[value], before.get(name), words))
    if (step.printed) parts.push(element("pre", "printed", step.printed.trimEnd()))
    for (const warning of step.warnings ?? []) parts.push(element("p", "warning", warning))
    if (step.error) parts.push(element("p", "error", `${step.error[0]}: ${step.error[1]}`))
    parts.push(...this.expressions(step), ...this.growthAt(step))
    this.now.replaceChildren(...parts)
    this.now.classList.toggle("opening", this.open !== null)
    this.said.textContent = [this.place.textContent, this.heading(step).textContent, ...changed.map(([name, value]) => `${name} ${typeText(this.values[value])}`)].join(". ")
  }

  heading({ kind, line, function: name, turn }) {
    const { words } = this
    if (kind === "call") return sentence("span", "", words.calls, { name })
    if (kind === "skipped") {
      const { kept } = this.loops.find((loop) => loop.line === line)
      const after = kept.find((number) => number > turn[1])
      return sentence("span", "", words.skipped, { n: count(after - turn[1] - 1) })
    }
    return sentence("span", "", words.line, { line })
  }

  codeOf({ kind, line }) {
    const text = this.lines[line - 1].filter(([, kind]) => kind !== "comment").map(([text]) => text)
    return element("code", "", kind === "skipped" ? "" : text.join("").trim())
  }

  turnOf({ turn, kind }) {
    const loop = turn && this.loops.find(({ line }) => line === turn[0])
    if (!loop || kind === "skipped") return []
    return [element("b", "", fill(this.words.turn, { n: count(turn[1] + 1), of: count(loop.turns) }))]
  }

  // How what the loop counts grows.
  growthAt({ turn }) {
    const loop = turn && this.loops.find(({ line }) => line === turn[0])
    const counters = Object.entries(loop?.curves ?? {}).filter(([name]) => name.endsWith("_cnt"))
    return counters.map(([name, curve]) => growth(name, curve, turn[1], loop, this.words))
  }

  expressions({ seen }) {
    const numbers = Object.keys(seen)
    if (!numbers.length) return []
    const chips = numbers.map((site, index) => {
      const chip = element("button", "chip", element("code", "", this.sites[site].replace(/\s+/g, " ")))
      chip.type = "button"
      chip.setAttribute("aria-expanded", index === this.open)
      chip.onclick = () => this.clickChip(index)
      return chip
    })
    const parts = [element("div", "chips", element("span", "", this.words.open), ...chips)]
    if (this.open !== null) parts.push(openedView(this.values[seen[numbers[this.open]]], this.words))
    return parts
  }

  clickChip(index) {
    this.show(this.at, index === this.open ? null : index)
    this.now.querySelectorAll(".chip")[index].focus()
  }

  showAll(step) {
    const frames = this.variables(this.at).reverse()
    const shown = frames.map(([name, variables], index) => {
      const rows = [...variables].map(([variable, value]) => {
        const row = smallValue(variable, value, this.words)
        row.classList.toggle("lit", index === 0 && variable in step.changed)
        return row
      })
      const title = name ? this.words.inside : this.words.outside
      return element("div", "frame", ...(frames.length > 1 ? [sentence("h3", "", title, { name })] : []), ...rows)
    })
    this.all.replaceChildren(...shown)
  }
}
