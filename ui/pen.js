// A drawing area that tells what is on it while the pen still moves, and the answer beside it.
//
// Python sends: side, brush (px), version, background (a picture's data: address or null), strokes (to begin with),
// beside (the answer, as HTML). A new version empties the area and puts in the background and the strokes. We send
// `drawing`: the version, a PNG of the ink (null when blank), the strokes, whether the background is still there, and
// whether the pen rests: at every change false, and true as soon as nothing more has come for a moment.

const PAUSE = 40 // ms between two messages while drawing
const REST = 120 // ms
const areas = new WeakMap()

export default function ({ parentElement, data, setStateValue }) {
  const area = areas.get(parentElement) ?? new Area(parentElement)
  areas.set(parentElement, area)
  area.send = (drawing) => setStateValue("drawing", drawing)
  area.brush = data.brush
  if (area.version !== data.version) area.begin(data)
  area.beside.innerHTML = data.beside
}

class Area {
  constructor(parent) {
    this.canvas = parent.querySelector("canvas")
    this.context = this.canvas.getContext("2d", { willReadFrequently: true })
    this.beside = parent.querySelector(".beside")
    this.undoButton = parent.querySelector(".undo")
    this.clearButton = parent.querySelector(".clear")
    this.canvas.onpointerdown = (event) => this.down(event)
    this.canvas.onpointermove = (event) => this.move(event)
    this.canvas.onpointerup = this.canvas.onpointercancel = () => this.up()
    this.undoButton.onclick = () => this.undo()
    this.clearButton.onclick = () => this.clear()
  }

  begin({ version, side, background, strokes }) {
    this.version = version
    this.canvas.width = this.canvas.height = side
    this.strokes = structuredClone(strokes)
    this.stroke = null
    this.background = null
    if (!background) return this.paint()
    const image = new Image()
    image.onload = () => {
      this.background = image
      this.paint()
    }
    image.src = background
  }

  // The place of the pen, in pixels of the ink, however large the area is shown.
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
    this.changed()
  }

  undo() {
    if (this.strokes.length) this.strokes.pop()
    else this.background = null
    this.changed()
  }

  clear() {
    this.strokes = []
    this.background = null
    this.changed()
  }

  // Paint at once; tell at once when the pen is up, and at most every PAUSE while it is down.
  changed() {
    this.paint()
    clearTimeout(this.rest)
    this.rest = setTimeout(() => this.tell(true), REST)
    if (!this.stroke) return this.tell(false)
    this.timer ??= setTimeout(() => this.tell(false), Math.max(0, (this.told ?? 0) + PAUSE - performance.now()))
  }

  tell(rests) {
    clearTimeout(this.timer)
    this.timer = undefined
    this.told = performance.now()
    this.send({
      version: this.version,
      png: this.blank() ? null : this.canvas.toDataURL("image/png"),
      strokes: this.strokes,
      background: this.background !== null,
      rests,
    })
  }

  blank() {
    return !this.strokes.length && !this.background
  }

  paint() {
    const { context, canvas } = this
    context.fillStyle = "#000"
    context.fillRect(0, 0, canvas.width, canvas.height)
    if (this.background) context.drawImage(this.background, 0, 0)
    context.strokeStyle = "#fff"
    context.lineCap = context.lineJoin = "round"
    for (const stroke of this.strokes) this.paintStroke(stroke)
    this.undoButton.disabled = this.clearButton.disabled = this.blank()
  }

  // A smooth line: each point bends a curve between the middles of its neighbours.
  paintStroke({ width, points }) {
    const { context } = this
    const middle = ([x1, y1], [x2, y2]) => [(x1 + x2) / 2, (y1 + y2) / 2]
    context.lineWidth = width
    context.beginPath()
    context.moveTo(points[0][0], points[0][1] + 0.01) // a tap is a dot: a line without any length is not drawn
    for (let i = 1; i < points.length - 1; i++) {
      context.quadraticCurveTo(...points[i], ...middle(points[i], points[i + 1]))
    }
    context.lineTo(...points.at(-1))
    context.stroke()
  }
}
