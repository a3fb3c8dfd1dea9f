// The paper of the drawing area: strokes, on a picture or on nothing, with Undo. The tab keeps a copy for a reload.

const COPY = "digit-lab-drawing"
const LARGEST_COPY = 1_000_000 // characters
const MOST_STEPS = 100 // of Undo

class Paper {
  constructor(canvas, onPaint) {
    this.canvas = canvas
    this.context = canvas.getContext("2d", { willReadFrequently: true })
    Object.assign(this, { onPaint, strokes: [], background: null, past: [] })
  }

  get blank() {
    return !this.strokes.length && !this.background
  }

  // background: its name, its note and its data: address, or null.
  show({ strokes, background }) {
    Object.assign(this, { strokes, background: background && { ...background, image: new Image() } })
    if (!background) return this.paint()
    this.background.image.onload = () => this.paint()
    this.background.image.src = background.address
  }

  undo() {
    if (this.strokes.length) this.strokes.pop()
    else Object.assign(this, this.past.pop() ?? { background: null })
  }

  clear() {
    this.remember()
    Object.assign(this, { strokes: [], background: null })
  }

  remember() {
    this.past = [...this.past, { strokes: this.strokes, background: this.background }].slice(-MOST_STEPS)
  }

  // sheet: the name of Python's sheet with this content. Another sheet means another session, which does not know it.
  keepCopy(sheet) {
    const { name, note, address } = this.background ?? {}
    const copy = JSON.stringify({ sheet, strokes: this.strokes, background: name ? { name, note, address } : null })
    try {
      if (this.blank || copy.length > LARGEST_COPY) sessionStorage.removeItem(COPY)
      else sessionStorage.setItem(COPY, copy)
    } catch {} // no storage, or none left: then a reload loses the drawing
  }

  takeCopyFromAnother(sheet) {
    try {
      const copy = JSON.parse(sessionStorage.getItem(COPY))
      if (copy && copy.sheet !== sheet && copy.strokes.every(({ points }) => points.length)) this.show(copy)
    } catch {}
  }

  png() {
    return this.blank ? null : this.canvas.toDataURL("image/png")
  }

  paint() {
    const { context, canvas } = this
    context.fillStyle = "#000"
    context.fillRect(0, 0, canvas.width, canvas.height)
    if (this.background?.image.naturalWidth) context.drawImage(this.background.image, 0, 0)
    context.strokeStyle = "#fff"
    context.lineCap = context.lineJoin = "round"
    for (const stroke of this.strokes) this.paintStroke(stroke)
    this.onPaint()
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
