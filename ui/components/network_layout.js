// Where each unit of the network view stands, in CSS pixels: stages from left to right, on a phone from top to bottom.
//
// A stage gets x and y of its units (their middles) and `size`, the width and height of one; the picture also gets its
// corner and its side.

const NARROW = 560
const MARGIN = 16
const CAPTION = 36 // below a stage, in two lines

function placed(stages, width) {
  return width < NARROW ? fromTop(stages, width) : fromLeft(stages, width)
}

function fromLeft(stages, width) {
  const height = Math.round(Math.min(470, Math.max(340, width * 0.46)))
  const room = height - 2 * MARGIN - CAPTION
  const middle = MARGIN + room / 2
  const image = Math.min(room * 0.66, width * 0.25)
  const bars = { width: Math.min(84, width * 0.09), number: 54 }
  const right = width - MARGIN - bars.number - bars.width - 34
  const places = stages.map((stage) => {
    if (stage.kind === "image") return pictured(stage, MARGIN, middle - image / 2, image)
    if (stage === stages.at(-1)) return grid(stage, 1, right, middle, room / stage.count, Math.min(24, (room / stage.count) * 0.7))
    const columns = stage.kind === "maps" ? Math.ceil(stage.count / 16) + (stage.count <= 32 ? 1 : 0) : Math.ceil(stage.count / 32)
    const pitch = Math.min(room / Math.ceil(stage.count / Math.max(columns, 2)), stage.kind === "maps" ? 40 : 18)
    return grid(stage, stage.count > 12 ? Math.max(columns, 2) : columns, 0, middle, pitch, stage.kind === "maps" ? pitch - 2 : pitch * 0.8)
  })
  spread(places, MARGIN + image, right - places.at(-1).size / 2)
  return { places, captions: captionsBelow(places, width), width, height, bars, narrow: false }
}

// Each in the middle below its stage, the last one from its left edge on; room: how wide it may be.
function captionsBelow(places, width) {
  const last = places.length - 1
  const at = places.map(({ x, size }, s) => (s < last ? (Math.min(...x) + Math.max(...x)) / 2 : x[0] - size / 2 - 4))
  return at.map((x, s) => {
    if (s === last) return { x, room: width - x }
    const after = s + 1 === last ? 2 * (at[last] - x) : at[s + 1] - x
    return { x, room: Math.min(s ? x - at[s - 1] : 2 * x, after) - 8 }
  })
}

// As low as it can be read: on a phone, it is to be seen together with the drawing above it.
function fromTop(stages, width) {
  const image = 64
  const bars = { width: (width - 2 * MARGIN) / 10, height: 28 }
  const places = stages.map((stage) => {
    if (stage.kind === "image") return pictured(stage, (width - image) / 2, MARGIN / 2, image)
    const columns = stage === stages.at(-1) ? stage.count : stage.kind === "maps" ? 16 : Math.ceil(stage.count / Math.ceil(stage.count / 26))
    const pitch = (width - 2 * MARGIN) / columns
    const size = stage === stages.at(-1) ? Math.min(20, pitch * 0.6) : stage.kind === "maps" ? pitch - 1.5 : Math.min(pitch * 0.8, 18)
    return grid(stage, columns, width / 2, 0, pitch, size)
  })
  const gap = 34
  let top = MARGIN / 2 + image
  for (const place of places.slice(1)) {
    shift(place, 0, top + gap + place.high / 2)
    top += gap + place.high
  }
  return { places, width, height: Math.round(top + 14 + bars.height + MARGIN / 2), bars, narrow: true }
}

function pictured({ count }, left, top, side) {
  const pixel = side / 28
  const place = count === 784 ? grid({ count }, 28, left + side / 2, top + side / 2, pixel, pixel) : grid({ count }, 1, left + side / 2, top + side / 2, side, side)
  return { ...place, left, top, side }
}

// Units in rows of `columns`, around a point.
function grid({ count }, columns, x0, y0, pitch, size) {
  const rows = Math.ceil(count / columns)
  const x = new Float32Array(count)
  const y = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    x[i] = x0 + ((i % columns) - (columns - 1) / 2) * pitch
    y[i] = y0 + (Math.floor(i / columns) - (rows - 1) / 2) * pitch
  }
  return { x, y, size, columns, wide: columns * pitch, high: rows * pitch }
}

// Put the stages between the first and the last at equal distances.
function spread(places, from, to) {
  const between = places.slice(1, -1)
  const gap = (to - from - between.reduce((sum, place) => sum + place.wide, 0)) / (between.length + 1)
  let left = from
  for (const place of between) {
    shift(place, left + gap + place.wide / 2, 0)
    left += gap + place.wide
  }
}

function shift(place, dx, dy) {
  place.x = place.x.map((x) => x + dx)
  place.y = place.y.map((y) => y + dy)
}

// The unit at a point, or the nearest within reach: { stage, unit }, or null.
function unitAt({ places }, x, y, near) {
  let found = null
  places.slice(1).forEach((place, index) => {
    const reach = Math.max(place.size / 2 + 2, near)
    for (let i = 0; i < place.x.length; i++) {
      const distance = Math.max(Math.abs(place.x[i] - x), Math.abs(place.y[i] - y))
      if (distance < reach && distance < (found?.distance ?? Infinity)) found = { stage: index + 1, unit: i, distance }
    }
  })
  return found && { stage: found.stage, unit: found.unit }
}
