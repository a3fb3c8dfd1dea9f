// Paints the network view on a canvas. The panel is dark in both themes, as the pictures of the digits are.

const PANEL = "#101316"
const INK = "231, 229, 223"
const POSITIVE = "255, 171, 82"
const NEGATIVE = "92, 160, 255"
const MARK = "#4fd1c1"
const BAR = "#2e8a80"

class Painter {
  constructor(canvas) {
    this.canvas = canvas
    this.c = canvas.getContext("2d")
    this.family = getComputedStyle(canvas).fontFamily // the page's
    this.tile = document.createElement("canvas")
  }

  resize({ width, height }) {
    const density = Math.min(2, devicePixelRatio)
    Object.assign(this.canvas, { width: width * density, height: height * density })
    this.canvas.style.height = `${height}px`
    this.c.setTransform(density, 0, 0, density, 0, 0)
  }

  // view: stages, layout, answer (or null), lines, pointed (or null) and step: the stage that is lit while playing.
  paint(view) {
    Object.assign(this, view)
    const { c, layout } = this
    c.fillStyle = PANEL
    c.fillRect(0, 0, layout.width, layout.height)
    this.paintImage()
    if (this.answer) this.paintLines()
    if (this.weightsOfPointed(1)) this.paintImage() // above the lines: its weights are to be seen
    this.stages.forEach((stage, s) => {
      if (!s) return
      stage.kind === "maps" ? this.paintMaps(s) : this.paintNeurons(s)
    })
    this.paintOutputs()
    this.paintCaptions()
    if (this.step !== null && !layout.narrow) this.paintEquation()
    if (this.label) this.paintLabel()
  }

  // How bright a stage is: while the network plays, what has not been computed is dark, and what is past is dimmed.
  light(s) {
    return this.step === null || s === this.step || s === this.step - 1 ? 1 : s < this.step ? 0.45 : 0
  }

  paintImage() {
    const { c, answer, stages } = this
    const { left, top, side } = this.layout.places[0]
    const pixels = new Uint8ClampedArray(4 * 784)
    const weights = this.weightsOfPointed(1)
    const largest = weights && Math.max(...weights.map(Math.abs))
    for (let i = 0; i < 784; i++) {
      const value = answer ? answer[0].pixels[i] : 0
      let colour = [value, value, value].map((v) => v * 0.62)
      if (weights && weights.length === 784) {
        const strength = Math.abs(weights[i]) / largest
        const tint = (weights[i] > 0 ? POSITIVE : NEGATIVE).split(",")
        colour = tint.map((v) => v * strength * 0.9 + value * (1 - strength) * 0.4)
      }
      pixels.set([...colour, 255], 4 * i)
    }
    c.save()
    c.beginPath()
    c.roundRect(left, top, side, side, 6)
    c.clip()
    c.globalAlpha = this.light(0)
    this.blit(pixels, 28, 28, left, top, side, side)
    c.restore()
    this.outline(left, top, side, side, 6, `rgba(${INK}, 0.25)`)
    if (weights?.length === 9) this.paintKernel(weights, largest, left, top, side)
  }

  // A kernel of the first convolution, in the corner of the picture, as large as nine pixels on a side would be.
  paintKernel(weights, largest, left, top, side) {
    const { c } = this
    const cell = side / 9
    weights.forEach((weight, i) => {
      const [x, y] = [left + (i % 3) * cell, top + Math.floor(i / 3) * cell]
      c.fillStyle = "#000"
      c.fillRect(x, y, cell, cell)
      c.fillStyle = `rgba(${weight > 0 ? POSITIVE : NEGATIVE}, ${Math.abs(weight) / largest})`
      c.fillRect(x, y, cell, cell)
    })
    this.outline(left, top, 3 * cell, 3 * cell, 0, MARK)
  }

  // The weights into the unit pointed at, if it stands in stage s and they are known.
  weightsOfPointed(s) {
    if (this.pointed?.stage !== s) return null
    const { weightsOf, count } = this.stages[s]
    if (!weightsOf) return null
    return Float32Array.from({ length: weightsOf.length / count }, (_, i) => weightsOf[i * count + this.pointed.unit])
  }

  paintLines() {
    const { c, stages, answer } = this
    const last = stages.length - 1
    const best = mostProbable(answer)
    for (const { stage, from, to, value, strength } of this.lines) {
      if (this.step !== null && stage > this.step) continue
      const faded = stage === last && to !== best && !this.pointed ? 0.4 : 1
      const past = this.step !== null && stage < this.step ? 0.25 : 1
      c.strokeStyle = `rgba(${value > 0 ? POSITIVE : NEGATIVE}, ${((0.1 + 0.7 * strength) * faded * past).toFixed(2)})`
      c.lineWidth = 0.5 + 2.2 * strength * strength
      c.beginPath()
      this.layout.narrow ? this.curveDown(stage, from, to) : this.curveRight(stage, from, to)
      c.stroke()
    }
  }

  curveRight(stage, from, to) {
    const [before, after] = [this.layout.places[stage - 1], this.layout.places[stage]]
    const isPicture = this.stages[stage - 1].kind === "image"
    const x = before.x[from] + (isPicture && before.x.length > 1 ? 0 : before.size / 2)
    const edge = isPicture ? before.left + before.side : before.x[from] + before.size / 2
    const [X, Y] = [after.x[to] - after.size / 2, after.y[to]]
    const half = (edge + X) / 2
    this.c.moveTo(x, before.y[from])
    this.c.bezierCurveTo(isPicture ? edge + 8 : half, before.y[from], half, Y, X, Y)
  }

  curveDown(stage, from, to) {
    const [before, after] = [this.layout.places[stage - 1], this.layout.places[stage]]
    const isPicture = this.stages[stage - 1].kind === "image"
    const y = before.y[from] + (isPicture && before.y.length > 1 ? 0 : before.size / 2)
    const edge = isPicture ? before.top + before.side : before.y[from] + before.size / 2
    const [X, Y] = [after.x[to], after.y[to] - after.size / 2]
    const half = (edge + Y) / 2
    this.c.moveTo(before.x[from], y)
    this.c.bezierCurveTo(before.x[from], isPicture ? edge + 6 : half, X, half, X, Y)
  }

  paintNeurons(s) {
    const { c, answer } = this
    const { x, y, size } = this.layout.places[s]
    const z = answer?.[s].z
    const largest = z && this.stages[s].activation !== "sigmoid" ? Math.max(1e-9, ...z.map(Math.abs)) : 1
    const weights = this.weightsOfPointed(s + 1)
    const heaviest = weights && Math.max(...weights.map(Math.abs))
    for (let i = 0; i < x.length; i++) {
      const value = z ? (this.light(s) * Math.abs(z[i])) / largest : 0
      c.fillStyle = shade(value, z?.[i] < 0)
      c.beginPath()
      c.arc(x[i], y[i], size / 2, 0, 2 * Math.PI)
      c.fill()
      const isMarked = this.isMarked(s, i)
      c.lineWidth = isMarked ? 3 : weights ? 2.5 : 0.75
      c.strokeStyle = isMarked
        ? MARK
        : weights
          ? `rgba(${weights[i] > 0 ? POSITIVE : NEGATIVE}, ${Math.abs(weights[i]) / heaviest})`
          : `rgba(${INK}, 0.32)`
      c.stroke()
    }
  }

  isMarked(stage, unit) {
    return this.marked?.stage === stage && this.marked.unit === unit
  }

  // The name of the marked unit, above it. A pixel gets a frame.
  paintLabel() {
    const { c, family, layout, label } = this
    const { stage, unit } = this.marked
    const { x, y, size } = layout.places[stage]
    if (!stage) this.outline(x[unit] - size / 2, y[unit] - size / 2, size, size, 0, MARK, 2)
    c.font = `12px ${family}`
    const wide = c.measureText(label).width + 12
    const above = y[unit] - size / 2 - 23
    const top = above > 2 ? above : y[unit] + size / 2 + 4
    const least = layout.narrow && stage ? this.besideCaption(stage, top) : 2
    const left = Math.min(Math.max(x[unit] - wide / 2, least), layout.width - wide - 2)
    c.fillStyle = "rgba(16, 19, 22, 0.9)"
    c.beginPath()
    c.roundRect(left, top, wide, 19, 4)
    c.fill()
    c.fillStyle = MARK
    c.textAlign = "left"
    c.textBaseline = "middle"
    c.fillText(label, left + 6, top + 10)
  }

  // How far to the left a label may stand that begins at this height, on a phone: it does not cover its stage's caption.
  besideCaption(stage, top) {
    const { y, size } = this.layout.places[stage]
    const isLower = top > Math.min(...y) - size / 2 - 4
    return isLower ? 2 : MARGIN + this.c.measureText(inOneLine(this.stages[stage])).width + 6
  }

  paintMaps(s) {
    const { answer } = this
    const { rows, columns, count } = this.stages[s]
    const { x, y, size } = this.layout.places[s]
    for (let i = 0; i < count; i++) {
      const [left, top] = [x[i] - size / 2, y[i] - size / 2]
      const pixels = new Uint8ClampedArray(4 * rows * columns)
      for (let p = 0; p < rows * columns; p++) {
        const value = answer ? this.light(s) * answer[s].pixels[i * rows * columns + p] : 0
        pixels.set([value, value, value, 255], 4 * p)
      }
      this.blit(pixels, columns, rows, left, top, size, size)
      const isMarked = this.isMarked(s, i)
      this.outline(left, top, size, size, 0, isMarked ? MARK : `rgba(${INK}, 0.25)`, isMarked ? 3 : 0.75)
    }
  }

  // The digits and their probabilities, as bars: to the right of the outputs, on a phone below them.
  paintOutputs() {
    const { c, family, layout } = this
    const { x, y, size } = layout.places.at(-1)
    const probabilities = this.answer?.at(-1).z
    const isLit = this.light(this.stages.length - 1) > 0
    const best = probabilities && isLit && mostProbable(this.answer)
    const { bars } = layout
    for (let digit = 0; digit < x.length; digit++) {
      const p = probabilities && isLit ? probabilities[digit] : 0
      c.font = `${digit === best ? 700 : 400} 14px ${family}`
      c.fillStyle = `rgb(${INK})`
      c.textBaseline = "middle"
      if (layout.narrow) {
        c.textAlign = "center"
        c.fillText(digit, x[digit], y[digit] + size / 2 + 12)
        const top = y[digit] + size / 2 + 22
        this.bar(x[digit] - 6, top + bars.height, 12, -bars.height, p, true)
      } else {
        c.textAlign = "left"
        c.fillText(digit, x[digit] + size / 2 + 8, y[digit])
        this.bar(x[digit] + size / 2 + 24, y[digit] - 5, bars.width, 10, p, false)
        if (p >= 0.0005) {
          c.textAlign = "right"
          c.fillStyle = `rgb(${INK})`
          c.font = `${digit === best ? 700 : 400} 12px ${family}`
          c.fillText(percent(p), layout.width - MARGIN, y[digit])
        }
      }
    }
  }

  bar(x, y, width, height, p, upwards) {
    const { c } = this
    c.fillStyle = "#2a3036"
    c.fillRect(x, y, width, height)
    c.fillStyle = BAR
    upwards ? c.fillRect(x, y, width, height * p) : c.fillRect(x, y, width * p, height)
  }

  paintCaptions() {
    const { c, family, layout, stages } = this
    c.font = `12px ${family}`
    c.textBaseline = "middle"
    layout.places.forEach((place, s) => {
      const lit = this.step === s
      c.fillStyle = lit ? MARK : `rgba(${INK}, 0.72)`
      if (layout.narrow) {
        c.textAlign = "left"
        const top = Math.min(...place.y) - place.size / 2
        if (s) this.paintOverLines(inOneLine(stages[s]), MARGIN, top - 12)
        else stages[0].caption.forEach((line, i) => c.fillText(line, MARGIN, place.top + 8 + 16 * i))
      } else {
        c.textAlign = s === stages.length - 1 ? "left" : "center"
        const { x, room } = layout.captions[s]
        stages[s].caption.forEach((line, i) => c.fillText(line, x, layout.height - MARGIN + 16 * (i - 1), room))
      }
    })
  }

  paintOverLines(text, x, y) {
    const { c } = this
    const colour = c.fillStyle
    c.fillStyle = "rgba(16, 19, 22, 0.8)"
    c.fillRect(x - 3, y - 8, c.measureText(text).width + 6, 16)
    c.fillStyle = colour
    c.fillText(text, x, y)
  }

  // While the network plays: what the lit stage computes, in the corner above the picture. On a phone, it is only said below.
  paintEquation() {
    const { c, stages, step } = this
    const { lines } = stages[step]
    c.font = "12px ui-monospace, monospace"
    const wide = Math.max(...lines.map((line) => c.measureText(line).width)) + 20
    const high = 17 * lines.length + 9
    const [left, top] = [MARGIN, MARGIN / 2]
    c.fillStyle = "rgba(16, 19, 22, 0.88)"
    c.fillRect(left, top, wide, high)
    this.outline(left, top, wide, high, 6, MARK)
    c.fillStyle = `rgb(${INK})`
    c.textAlign = "left"
    c.textBaseline = "middle"
    lines.forEach((line, i) => c.fillText(line, left + 10, top + 13 + 17 * i))
  }

  blit(pixels, width, height, left, top, wide, high) {
    Object.assign(this.tile, { width, height })
    this.tile.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0)
    this.c.imageSmoothingEnabled = false
    this.c.drawImage(this.tile, left, top, wide, high)
  }

  outline(left, top, wide, high, radius, colour, width = 1) {
    const { c } = this
    c.strokeStyle = colour
    c.lineWidth = width
    c.beginPath()
    c.roundRect(left, top, wide, high, radius)
    c.stroke()
  }
}

function inOneLine({ caption }) {
  return caption.join(" · ")
}

// From black to white, or to blue for what is negative.
function shade(value, isNegative) {
  const level = Math.min(1, Math.max(0, value))
  if (!isNegative) {
    const grey = Math.round(28 + 227 * level)
    return `rgb(${grey}, ${grey}, ${grey})`
  }
  return `rgb(${NEGATIVE.split(",").map((v) => Math.round(28 + (v - 28) * level))})`
}
