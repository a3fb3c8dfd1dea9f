// Values as stepper.js shows them: large beside the program, small in the list of variables. Python has written all
// numbers as text (ui/programs/values.py).

function element(tag, className = "", ...children) {
  const made = document.createElement(tag)
  made.className = className
  made.append(...children)
  return made
}

// (100, 784) as NumPy writes it: (3,) has a comma.
function shapeText(shape) {
  return `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`
}

function count(n) {
  return n.toLocaleString("en")
}

// A sentence with its {names} replaced by their values; may have code in it.
function sentence(tag, className, text, values) {
  const made = element(tag, className)
  made.innerHTML = fill(text, values)
  return made
}

// A sentence with its {names} replaced by their values.
function fill(sentence, values) {
  return sentence.replace(/{(\w+)}/g, (_, name) => values[name])
}

function inCode(text) {
  return `<code>${text}</code>`
}

function typeText(value) {
  return value.kind === "array" ? `${shapeText(value.shape)} ${value.type}` : value.type
}

// What a line has changed: a title, what it is, and its content. before: the value that it had, to light what differs.
function largeValue(title, value, before, words) {
  const head = element("div", "name", title, element("code", "type", typeText(value)))
  if (value.low !== value.high) head.append(element("span", "range", fill(words.range, value)))
  return element("div", "value", head, content(value, before, words, true))
}

function smallValue(name, value, words) {
  const row = element("div", "variable", element("code", "", name), element("code", "type", typeText(value)))
  row.append(content(value, null, words, false))
  return row
}

function content(value, before, words, large) {
  if (value.kind === "dict") return items(value, words, large)
  if (value.kind !== "array") return element("code", value.kind === "number" && large ? "number" : "text", value.text)
  if (value.tiles) return tiles(value, words, large)
  if (value.matrix) return matrixPicture(value, words, large)
  if (value.bars) return bars(value.bars, large)
  return large ? cells(value, before, words) : fewCells(value)
}

function items(value, words, large) {
  const shown = value.items.map(([key, item]) => smallValue(key, item, words))
  return large ? element("div", "items", ...shown) : element("code", "text", value.items.map(([key]) => key).join(", "))
}

function tiles({ tiles, sides, of }, words, large) {
  const [height, width] = sides
  const scale = large ? (tiles.length === 1 ? 168 : 64) / Math.max(height, width) : 30 / Math.max(height, width)
  const shown = tiles.slice(0, large ? tiles.length : 3).map((src) => picture(src, width * scale, height * scale))
  const row = element("div", "tiles", ...shown)
  if (of > shown.length) row.append(element("span", "more", large ? fill(words.part, { n: shown.length, of: count(of) }) : "…"))
  return row
}

function matrixPicture({ matrix, sides, of }, words, large) {
  const [rows, columns] = sides
  const scale = large ? Math.min(12, 380 / columns, 260 / rows) : Math.min(4, 60 / columns, 30 / rows)
  const shown = element("div", "tiles", picture(matrix, columns * scale, rows * scale))
  const whole = rows === of[0] && columns === of[1]
  if (large && !whole) shown.append(element("span", "more", fill(words.corner, { rows, columns, of: of.map(count).join(" × ") })))
  return shown
}

function picture(src, width, height) {
  const image = element("img")
  Object.assign(image, { src, alt: "", width: Math.max(2, Math.round(width)), height: Math.max(2, Math.round(height)) })
  return image
}

// A row of numbers as bars, on either side of zero where there are negative ones.
function bars(values, large) {
  const [width, height] = large ? [380, 110] : [70, 30]
  const high = Math.max(0, ...values)
  const low = Math.min(0, ...values)
  const y = (value) => ((high - value) / (high - low || 1)) * height
  const step = width / values.length
  const drawn = values.map((value, i) => {
    const [top, bottom] = [y(Math.max(value, 0)), y(Math.min(value, 0))]
    const size = Math.max(bottom - top, 0.75)
    return `<rect class="${value < 0 ? "minus" : "plus"}" x="${i * step}" y="${top}" width="${Math.max(step - 0.8, 0.6)}" height="${size}"><title>[${i}] ${value}</title></rect>`
  })
  const shown = element("div", "bars")
  shown.innerHTML = `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">${drawn.join("")}</svg>`
  return shown
}

// Numbers in brackets, row by row. What differs from the value before is lit.
function cells(value, before, words) {
  const { shape, size, cells } = value
  if (!cells.length) return element("span", "more", words.empty)
  const changed = before?.cells?.length === cells.length && String(before.shape) === String(shape) ? before.cells : cells
  const isRow = shape.at(-1) === size || shape.length === 1
  const columns = isRow ? Math.min(cells.length, 8, inOneLine(cells)) : shape.at(-1)
  const shown = blocksOf(shape, columns, cells, (i) => (cells[i] === changed[i] ? "" : "new"))
  if (size > cells.length) shown.append(element("span", "more", fill(words.part, { n: cells.length, of: count(size) })))
  return shown
}

// How many of these numbers stand side by side.
function inOneLine(cells) {
  const longest = Math.max(...cells.map((text) => text.length))
  return Math.max(1, Math.floor((innerWidth < 760 ? 30 : 42) / (longest + 1.5)))
}

// Numbers in brackets, in rows; of three dimensions, a block for each of the first. className(i) is that of number i.
function blocksOf(shape, columns, cells, className) {
  const blocks = shape.length === 3 ? shape[0] : 1
  const each = cells.length / blocks
  const grids = Array.from({ length: blocks }, (_, block) => {
    const grid = element("code", "cells")
    grid.style.gridTemplateColumns = `repeat(${columns}, auto)`
    for (let i = block * each; i < (block + 1) * each; i++) grid.append(element("span", className(i), cells[i]))
    return grid
  })
  return element("div", "blocks", ...grids)
}

function fewCells({ cells, size, shape }) {
  if (!cells.length) return element("code", "text", "[]")
  if (shape.length > 1 && size === cells.length) return blocksOf(shape, shape.at(-1), cells, () => "")
  const shown = cells.slice(0, 6).join("  ")
  return element("code", "text", shape.length ? `[${shown}${size > 6 ? " …" : ""}]` : shown)
}
