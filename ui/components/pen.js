// A drawing area that sends its ink while the pen is still moving, with the answer beside it.
//
// Python sends: brush (px), the sheet and its version, background (a picture's name, note and data: address, or null),
// strokes (to start with), beside (the answer, as HTML), answered, the number of the message that it answers, and words,
// what to say in the visitor's language. A new version replaces the content by the background and the strokes; Undo
// restores what was there. `values` are for the network view, and handed on. A new sheet is the blank one of another
// session, after a reload or on another server: there we send what we have.
//
// We send `drawing`, whose fields message.py checks: its number, the sheet and the version, a PNG of the ink (null if
// blank), the strokes, the background under them (its name, and all of it if the sheet does not know it), and `rests`:
// whether the pen rests. That is false while there is news, and true in a last message once everything was answered.

// A slow server is asked less often: answers that take 100 ms cost nothing, then the pauses grow faster than they do. If
// an answer takes longer than a stroke, only the whole stroke is sent. A pen that rests asks for more than the answer,
// so that waits longest.
const PAUSE = 40 // ms between two messages, or from the begin of a stroke, if the last has been answered, or more:
const pause = (took) => Math.max(PAUSE, 2 * took - 160)
const PATIENCE = 400 // ms to wait for the answer, or more:
const patience = (took) => Math.max(PATIENCE, 3 * took)
const SLOWEST = 2000 // ms that an answer counts for at most: a lost one says nothing about the next
const REST = 60 // ms from the last answer until the pen rests, or more:
const restAfter = (took) => Math.max(REST, 4 * took - 400)
const STEP = 10 // px that an arrow key moves the pen: one of the 28 × 28 pixels of a digit
const FAR = 40 // px, with Shift
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const areas = new WeakMap()

export default function ({ parentElement, data, setStateValue }) {
  const area = areas.get(parentElement) ?? new Area(parentElement)
  areas.set(parentElement, area)
  area.send = (drawing) => setStateValue("drawing", drawing)
  area.brush = data.brush
  area.label(data.words)
  const replaced = area.follow(data)
  area.answer(data)
  if (replaced) area.say()
}

class Area {
  constructor(parent) {
    const find = (name) => parent.querySelector(`.${name}`)
    this.canvas = parent.querySelector("canvas")
    this.paper = new Paper(this.canvas, () => this.showState())
    arrived(this)
    Object.assign(this, { number: 0, told: 0, began: 0, took: 0, rests: true, known: new Set(), at: [140, 140] })
    Object.assign(this, { beside: find("beside"), said: find("said"), whole: find("area"), cursor: find("cursor") })
    Object.assign(this, { undoButton: find("undo"), clearButton: find("clear") })
    this.beside.ariaBusy = false
    this.canvas.onpointerdown = (event) => this.down(event)
    this.canvas.onpointermove = (event) => this.move(event)
    this.canvas.onpointerup = this.canvas.onpointercancel = (event) => event.pointerId === this.pointer && this.lift()
    this.canvas.onkeydown = (event) => this.press(event)
    this.canvas.onblur = () => this.pointer === undefined && this.lift()
    this.undoButton.onclick = () => this.undo()
    this.clearButton.onclick = () => this.clear()
    this.moveCursor(this.at)
  }

  // In the visitor's language, also when that changes.
  label(words) {
    if (this.words === JSON.stringify(words)) return
    this.words = JSON.stringify(words)
    this.canvas.setAttribute("aria-label", words.area)
    for (const name of ["here", "undo", "clear", "keys"]) this.whole.querySelector(`.${name}`).innerHTML = words[name]
  }

  // Take over what Python has put on the sheet. Returns whether that replaced what was there.
  follow({ sheet, version, strokes, background }) {
    const sheetBefore = this.sheet
    if (sheetBefore === sheet && this.version === version) return false
    Object.assign(this, { sheet, version, sent: undefined })
    if (sheetBefore !== sheet) {
      this.known.clear()
      if (!strokes.length && !background && this.resume()) return false
    }
    if (background) this.known.add(background.name)
    if (!sheetBefore) this.paper.takeCopyFromAnother(sheet) // of before a link was opened: Undo brings it back
    if (sheetBefore || !this.paper.blank) this.paper.remember()
    this.drop()
    this.paper.show({ strokes: structuredClone(strokes), background })
    this.paper.keepCopy(sheet)
    return sheetBefore !== undefined
  }

  // Send what is here to a session that does not know it. A stroke that is being drawn goes on.
  resume() {
    if (this.paper.blank) this.paper.takeCopyFromAnother(this.sheet)
    if (this.paper.blank) return false
    this.paper.keepCopy(this.sheet)
    const image = this.paper.background?.image
    if (!image || image.complete) this.tell()
    else image.addEventListener("load", () => this.tell())
    return true
  }

  // The position of the pen in pixels of the ink, whatever the size of the area on the screen.
  place(event) {
    const box = this.canvas.getBoundingClientRect()
    const scale = this.canvas.width / box.width
    return [Math.round((event.clientX - box.left) * scale), Math.round((event.clientY - box.top) * scale)]
  }

  down(event) {
    if (this.pointer !== undefined || event.button > 0) return
    this.lift()
    this.pointer = event.pointerId
    this.canvas.setPointerCapture(this.pointer)
    this.begin(this.place(event))
  }

  move(event) {
    if (!this.stroke || event.pointerId !== this.pointer) return
    for (const step of event.getCoalescedEvents?.() ?? [event]) this.stroke.points.push(this.place(step))
    this.changed()
  }

  begin(point) {
    this.began = performance.now()
    this.stroke = { width: this.brush, points: [point] }
    this.paper.strokes.push(this.stroke)
    this.whole.classList.add("inking")
    this.changed()
  }

  // End the stroke, without a message.
  drop() {
    Object.assign(this, { pointer: undefined, stroke: null })
    this.whole.classList.remove("inking")
  }

  lift() {
    const wasDown = this.stroke
    this.drop()
    if (!wasDown) return
    this.paper.keepCopy(this.sheet)
    if (this.news) this.changed() // else everything has been sent
  }

  press(event) {
    const { key, shiftKey } = event
    const command = event.ctrlKey || event.metaKey
    if (command && key.toLowerCase() === "z" && !shiftKey) this.undoButton.click()
    else if (command || event.altKey) return
    else if (key in WAYS) this.step(...WAYS[key].map((way) => way * (shiftKey ? FAR : STEP)))
    else if (key === " ") this.stroke ? this.lift() : this.begin(this.at)
    else if (key === "Delete" || key === "Backspace") this.clearButton.click()
    else if (key === "Escape") this.canvas.blur()
    else return
    event.preventDefault()
  }

  step(dx, dy) {
    const within = (value) => Math.min(Math.max(value, 0), this.canvas.width)
    this.moveCursor([within(this.at[0] + dx), within(this.at[1] + dy)])
    if (!this.stroke) return
    this.stroke.points.push(this.at)
    this.changed()
  }

  moveCursor(at) {
    this.at = at
    const [left, top] = at.map((value) => `${(100 * value) / this.canvas.width}%`)
    Object.assign(this.cursor.style, { left, top })
  }

  undo() {
    this.drop()
    this.paper.undo()
    this.paper.keepCopy(this.sheet)
    this.changed()
  }

  clear() {
    this.drop()
    this.paper.clear()
    this.paper.keepCopy(this.sheet)
    this.changed()
  }

  // Paint immediately; when the pen is up, send immediately. While it is down, send no more than the server answers.
  changed() {
    this.paper.paint()
    clearTimeout(this.timer)
    if (this.stroke) this.tellSoon()
    else this.tell()
  }

  tellSoon() {
    this.news = true
    const due = Math.max(this.told, this.began) + (this.answered ? pause : patience)(this.took)
    this.wait(due - performance.now(), () => this.tell())
  }

  answer({ beside, values, answered }) {
    this.beside.innerHTML = beside
    globalThis.networkAnswer = values
    document.dispatchEvent(new CustomEvent("network-answer"))
    if (answered !== this.number) return
    if (!this.answered) this.took = this.sinceTold()
    this.answered = true
    if (this.sent) this.known.add(this.sent)
    if (this.news) this.tellSoon()
    else if (this.rests) this.finish()
    else this.wait(restAfter(this.took), () => this.rest())
  }

  rest() {
    if (working()) this.wait(REST, () => this.rest())
    else this.tell(true)
  }

  finish() {
    this.beside.ariaBusy = false
    this.say()
    if (!leaving()) dispatchEvent(new Event("pen-rests"))
  }

  // For screen readers: only when the prediction is another one, and not while the pen moves.
  say() {
    const words = this.beside.querySelector(".heading")?.textContent ?? ""
    if (this.said.textContent !== words) this.said.textContent = words
  }

  tell(rests = false) {
    if (leaving()) return this.wait(REST, () => this.tell(rests))
    this.beside.ariaBusy = true // until no more answers are to come
    if (this.answered === false) this.took = Math.max(this.took, this.sinceTold())
    Object.assign(this, { rests, number: this.number + 1, told: performance.now(), answered: false, news: false })
    const { name, note, address } = this.paper.background ?? {}
    this.sent = name
    this.send({
      number: this.number,
      sheet: this.sheet,
      version: this.version,
      png: this.paper.png(),
      strokes: this.paper.strokes,
      background: !name ? null : this.known.has(name) ? { name } : { name, note, address },
      rests,
    })
  }

  sinceTold() {
    return Math.min(performance.now() - this.told, SLOWEST)
  }

  wait(ms, then) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.canvas.isConnected && then(), Math.max(0, ms))
  }

  showState() {
    const { blank, past } = this.paper
    this.whole.classList.toggle("blank", blank)
    this.clearButton.disabled = blank
    this.undoButton.disabled = blank && !past.length
  }
}
