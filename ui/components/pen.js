// A drawing area that sends its ink while the pen is still moving, with the answer beside it.
//
// Python sends: side, brush (px), version, background (a picture's number and data: address, or null), strokes (to start
// with), beside (the answer, as HTML) and answered, the number of the message that it answers. A new version replaces the
// content by the background and the strokes; Undo restores what was there. We send `drawing`: its number, the version, a
// PNG of the ink (null if blank), the strokes, the number of the background under them, and `rests`: whether the pen
// rests. That is false while there is news, and true in a last message once everything has been answered.

const PAUSE = 40 // ms between two messages while drawing, if the first has been answered
const PATIENCE = 400 // ms to wait for the answer
const REST = 60 // ms after the last answer
const areas = new WeakMap()

export default function ({ parentElement, data, setStateValue }) {
  const area = areas.get(parentElement) ?? new Area(parentElement)
  areas.set(parentElement, area)
  area.send = (drawing) => setStateValue("drawing", drawing)
  area.brush = data.brush
  if (area.version !== data.version) area.begin(data)
  area.answer(data)
}

let wished = 0 // time of the last click or Back: the app may not have started on it yet
for (const event of ["click", "popstate"]) addEventListener(event, () => (wished = performance.now()), true)

function working() {
  return ["running", "rerunRequested"].includes(document.querySelector("[data-testid=stApp]")?.dataset.testScriptState)
}

class Area {
  constructor(parent) {
    this.canvas = parent.querySelector("canvas")
    this.context = this.canvas.getContext("2d", { willReadFrequently: true })
    this.beside = parent.querySelector(".beside")
    Object.assign(this, { number: 0, told: 0, rests: true, past: [] })
    this.beside.ariaBusy = false
    this.undoButton = parent.querySelector(".undo")
    this.clearButton = parent.querySelector(".clear")
    this.canvas.onpointerdown = (event) => this.down(event)
    this.canvas.onpointermove = (event) => this.move(event)
    this.canvas.onpointerup = this.canvas.onpointercancel = () => this.up()
    this.undoButton.onclick = () => this.undo()
    this.clearButton.onclick = () => this.clear()
  }

  begin({ version, side, background, strokes }) {
    if (this.version !== undefined) this.remember()
    this.version = version
    this.canvas.width = this.canvas.height = side
    this.strokes = structuredClone(strokes)
    this.stroke = null
    this.background = null
    if (!background) return this.paint()
    const image = new Image()
    image.onload = () => {
      this.background = { image, number: background.number }
      this.paint()
    }
    image.src = background.address
  }

  // The position of the pen in pixels of the ink, whatever the size of the area on the screen.
  place(event) {
    const box = this.canvas.getBoundingClientRect()
    const scale = this.canvas.width / box.width
    return [Math.round((event.clientX - box.left) * scale), Math.round((event.clientY - box.top) * scale)]
  }

  down(event) {
    if (this.stroke || event.button > 0) return
    this.canvas.setPointerCapture(event.pointerId)
    this.stroke = { width: this.brush, points: [this.place(event)] }
    this.strokes.push(this.stroke)
    this.changed()
  }

  move(event) {
    if (!this.stroke) return
    for (const step of event.getCoalescedEvents?.() ?? [event]) this.stroke.points.push(this.place(step))
    this.changed()
  }

  up() {
    if (!this.stroke) return
    this.stroke = null
    if (this.news) this.changed() // else everything has been sent
  }

  undo() {
    if (this.strokes.length) this.strokes.pop()
    else Object.assign(this, this.past.pop() ?? { background: null })
    this.changed()
  }

  clear() {
    this.remember()
    this.strokes = []
    this.background = null
    this.changed()
  }

  remember() {
    this.past.push({ strokes: this.strokes, background: this.background })
  }

  // Paint immediately; when the pen is up, send immediately. While it is down, send no more than the server answers.
  changed() {
    this.paint()
    clearTimeout(this.timer)
    if (this.stroke) this.tellSoon()
    else this.tell()
  }

  tellSoon() {
    this.news = true
    const due = this.told + (this.answered ? PAUSE : PATIENCE)
    this.wait(due - performance.now(), () => this.tell())
  }

  answer({ beside, answered }) {
    this.beside.innerHTML = beside
    if (answered !== this.number) return
    this.answered = true
    if (this.news) this.tellSoon()
    else if (this.rests) this.beside.ariaBusy = false
    else this.wait(REST, () => this.rest())
  }

  // Not while another page may be coming: a message from the old one would blank it.
  rest() {
    if (working() || performance.now() - wished < REST) this.wait(REST, () => this.rest())
    else this.tell(true)
  }

  tell(rests = false) {
    this.beside.ariaBusy = true // until no more answers are to come
    Object.assign(this, { rests, number: this.number + 1, told: performance.now(), answered: false, news: false })
    this.send({
      number: this.number,
      version: this.version,
      png: this.blank() ? null : this.canvas.toDataURL("image/png"),
      strokes: this.strokes,
      background: this.background?.number ?? null,
      rests,
    })
  }

  wait(ms, then) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.canvas.isConnected && then(), Math.max(0, ms))
  }

  blank() {
    return !this.strokes.length && !this.background
  }

  paint() {
    const { context, canvas } = this
    context.fillStyle = "#000"
    context.fillRect(0, 0, canvas.width, canvas.height)
    if (this.background) context.drawImage(this.background.image, 0, 0)
    context.strokeStyle = "#fff"
    context.lineCap = context.lineJoin = "round"
    for (const stroke of this.strokes) this.paintStroke(stroke)
    this.clearButton.disabled = this.blank()
    this.undoButton.disabled = this.blank() && !this.past.length
  }

  // A smooth line: each point is the control point of a curve between the midpoints beside it.
  paintStroke({ width, points }) {
    const { context } = this
    const middle = ([x1, y1], [x2, y2]) => [(x1 + x2) / 2, (y1 + y2) / 2]
    context.lineWidth = width
    context.beginPath()
    context.moveTo(points[0][0], points[0][1] + 0.01) // a tap is a dot: lines of length zero are not drawn
    for (let i = 1; i < points.length - 1; i++) {
      context.quadraticCurveTo(...points[i], ...middle(points[i], points[i + 1]))
    }
    context.lineTo(...points.at(-1))
    context.stroke()
  }
}
