// Expressions that are opened, for stepper.js: what ui/programs/opened.py has found of their operands and results.

function openedView(opened, words) {
  const views = { product, activation, softmax, histograms, axes, equal }
  return element("div", `opened ${opened.kind}`, ...views[opened.kind](opened, words))
}

function remark(text) {
  return element("p", "note", text)
}

// A product of matrices: the right one above the result, the left one beside it, so that the row and the column behind
// an element point at it.
function product(opened, words) {
  const { shapes, fits, names, shape, bias } = opened
  const parts = [shapesLine(shapes, fits, shape)]
  if (!fits) return [...parts, remark(fill(words.clash, { a: shapes[0].at(-1), b: shapes[1][0], left: names[0], right: names[1] }))]
  const [left, right, result] = [opened.left, opened.right, opened.result].map(readGrid)
  const drawn = { left: drawnGrid(left, names[0]), right: drawnGrid(right, names[1]), result: drawnGrid(result, opened.target ?? words.result) }
  const below = element("div", "below")
  const cut = [
    ...(left.rows < (shapes[0][1] === undefined ? 1 : shapes[0][0]) ? [fill(words.rows, { n: left.rows, of: count(shapes[0][0]) })] : []),
    ...(right.columns < (shapes[1][1] ?? 1) ? [fill(words.columns, { n: right.columns, of: count(shapes[1][1]) })] : []),
  ]
  const grid = element("div", "falling", element("div", "hint", words.hint), drawn.right.box, drawn.left.box, drawn.result.box)
  let place = [0, 0]
  const point = (row, column) => {
    place = [Math.min(Math.max(row, 0), result.rows - 1), Math.min(Math.max(column, 0), result.columns - 1)]
    drawn.left.mark(place[0], null)
    drawn.right.mark(null, place[1])
    drawn.result.mark(...place)
    below.replaceChildren(...workedOut({ left, right, shapes, names, bias, target: opened.target ?? words.result, text: opened.texts[place[0] * result.columns + place[1]] }, place, words))
  }
  const { field } = drawn.result
  Object.assign(field, { tabIndex: 0, role: "application", ariaLabel: words.hint })
  const follow = (event) => {
    const box = field.getBoundingClientRect()
    point(Math.floor(((event.clientY - box.top) / box.height) * result.rows), Math.floor(((event.clientX - box.left) / box.width) * result.columns))
  }
  field.onpointermove = (event) => event.pointerType === "mouse" && follow(event)
  field.onclick = follow
  field.onkeydown = (event) => {
    const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key]
    if (!move) return
    event.preventDefault()
    point(place[0] + move[0], place[1] + move[1])
  }
  point(0, 0)
  return [...parts, grid, ...cut.map(remark), below]
}

// (100, 784) · (784, 50) + (50,) → (100, 50), with the dimensions lit that have to be equal.
function shapesLine(shapes, fits, result) {
  const line = element("p", `shapes${fits ? "" : " clash"}`)
  const write = (shape, lit) =>
    line.append("(", ...shape.flatMap((n, i) => [i ? ", " : "", i === lit ? element("b", "", String(n)) : String(n)]), shape.length === 1 ? ",)" : ")")
  write(shapes[0], shapes[0].length - 1)
  line.append(" · ")
  write(shapes[1], 0)
  if (shapes[2]) {
    line.append(" + ")
    write(shapes[2], null)
  }
  if (result) {
    line.append(" → ")
    write(result, null)
  }
  return line
}

function readGrid(grid) {
  if (grid.values) return grid
  const bytes = Uint8Array.from(atob(grid.coded), (character) => character.charCodeAt(0))
  return { ...grid, values: Array.from(new Int16Array(bytes.buffer), (value) => value * grid.unit) }
}

function side(n) {
  return Math.min(34 * n, (122 + 8 * Math.log2(n)) * (innerWidth < 760 ? 0.75 : 1))
}

function drawnGrid(grid, name) {
  const { rows, columns, values } = grid
  const few = rows * columns <= 40 && columns <= 6
  const field = element("div", `field${few ? " few" : ""}`)
  if (few) {
    field.style.gridTemplateColumns = `repeat(${columns}, 1fr)`
    field.append(...values.map((value) => element("span", "", brief(value))))
  } else {
    field.append(heat(grid))
    Object.assign(field.style, { width: `${side(columns)}px`, height: `${side(rows)}px` })
  }
  const mark = element("i", "mark")
  field.append(mark)
  const place = (row, column) => {
    const part = (n, of) => (n === null ? ["0", "100%"] : [`${(100 * n) / of}%`, `${100 / of}%`])
    const [top, height] = part(row, rows)
    const [left, width] = part(column, columns)
    Object.assign(mark.style, { top, height, left, width })
  }
  return { box: element("figure", "", field, element("figcaption", "", name)), field, mark: place }
}

// Numbers as a picture: white is the largest; with negative ones, orange is positive and blue negative.
function heat({ rows, columns, values, signed }, size) {
  const canvas = element("canvas")
  Object.assign(canvas, { width: columns, height: rows })
  if (size) Object.assign(canvas.style, { width: `${size}px`, height: `${size}px` })
  const largest = Math.max(1e-12, ...values.map(Math.abs))
  const pixels = new Uint8ClampedArray(4 * values.length)
  values.forEach((value, i) => {
    const strength = Math.abs(value) / largest
    const colour = !signed ? [255, 255, 255] : value > 0 ? [255, 171, 82] : [92, 160, 255]
    pixels.set([...colour.map((channel) => channel * strength), 255], 4 * i)
  })
  canvas.getContext("2d").putImageData(new ImageData(pixels, columns, rows), 0, 0)
  return canvas
}

function brief(value) {
  return String(Number(value.toPrecision(4))).replace("-", "−")
}

// How one element of a product is made: written out if that is short, else as pictures where rows are images.
function workedOut({ left, right, shapes, names, bias, target, text }, [row, column], words) {
  const inner = left.columns
  const a = left.values.slice(row * inner, (row + 1) * inner)
  const b = Array.from({ length: inner }, (_, k) => right.values[k * right.columns + column])
  const index = [...(shapes[0].length > 1 ? [row] : []), ...(shapes[1].length > 1 ? [column] : [])]
  const of = (name, at) => (at ? `${name}[${at}]` : name)
  const rowName = of(names[0], shapes[0].length > 1 ? `${row}, :` : "")
  const columnName = of(names[1], shapes[1].length > 1 ? `:, ${column}` : "")
  const added = bias ? ` + ${names[2]}[${column}]` : ""
  const equation = element("p", "equation", `${of(target, index.join(", "))} = ${rowName} · ${columnName}${added} = `, element("b", "", text))
  if (inner <= 8) {
    const terms = a.map((value, k) => `${brief(value)} × ${brief(b[k])}`).join(" + ")
    return [equation, element("p", "equation", `= ${terms}${bias ? ` + ${bias[column]}` : ""}`)]
  }
  if (inner !== 784) return [equation, remark(fill(words.terms, { n: count(inner) }))]
  const products = a.map((value, k) => value * b[k])
  const grids = [[a, rowName], [b, columnName], [products, words.products]]
  const figures = grids.map(([values, name]) => {
    const picture = heat({ rows: 28, columns: 28, values, signed: values.some((value) => value < 0) }, 96)
    return element("figure", "", picture, element("figcaption", "", name))
  })
  return [equation, element("div", "images", figures[0], element("span", "", "×"), figures[1], element("span", "", "="), figures[2]), remark(words.sum)]
}

// An activation function with the elements of the array on its curve.
function activation({ name, curve, points, of }, words) {
  const [width, height, edge] = [380, 200, 8]
  const [xs, ys] = [0, 1].map((axis) => curve.map((pair) => pair[axis]))
  const [low, high] = [Math.min(0, ...ys), Math.max(1, ...ys)]
  const x = (value) => edge + ((value - xs[0]) / (xs.at(-1) - xs[0])) * (width - 2 * edge)
  const y = (value) => height - edge - ((value - low) / (high - low)) * (height - 2 * edge)
  const line = curve.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" ")
  const dots = points.map(([a, b]) => `<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="3.5"><title>${name}(${a}) = ${b}</title></circle>`)
  const drawn = element("div", "curve")
  const ticks = `<text x="${edge}" y="${y(0) - 5}">${brief(xs[0])}</text><text x="${width - edge}" y="${y(0) - 5}" text-anchor="end">${brief(xs.at(-1))}</text>`
  drawn.innerHTML = `<svg viewBox="0 0 ${width} ${height}" aria-hidden="true"><path d="M0 ${y(0)}H${width}M${x(0)} 0V${height}"/><polyline points="${line}"/>${ticks}${dots.join("")}</svg>`
  const said = points.length < of ? fill(words.sampled, { n: count(points.length), of: count(of), name }) : fill(words.points, { n: count(of), name })
  return [drawn, remark(said)]
}

function softmax({ bars, rows }, words) {
  const cells = bars.flatMap(([a, p, text], index) => {
    const bar = element("i", "bar")
    bar.style.width = `${100 * p}%`
    return [element("span", "", `[${index}]`), element("span", "", a), element("div", "track", bar), element("b", "", text)]
  })
  return [element("div", "shares", ...cells), remark(rows > 1 ? fill(words.firstRow, { of: count(rows) }) : words.shares)]
}

function histograms({ before, after }, words) {
  const figures = [before, after].map((side, index) => {
    const figure = element("figure", "", element("figcaption", "", index ? words.after : words.before))
    const most = Math.log1p(Math.max(...side.counts))
    const bars = side.counts.map((n, i) => {
      const size = (Math.log1p(n) / most) * 90
      return `<rect x="${i * 5}" y="${92 - size}" width="4.2" height="${size + 2}"><title>${count(n)}</title></rect>`
    })
    const plot = element("div", "plot")
    plot.innerHTML = `<svg viewBox="0 0 200 94" preserveAspectRatio="none" aria-hidden="true">${bars.join("")}</svg>`
    figure.append(plot, element("div", "ends", element("span", "", side.low), element("span", "", side.high)))
    figure.append(remark(fill(words.spread, side)))
    if (side.tile) figure.append(picture(side.tile, 112, 112))
    return figure
  })
  return [remark(words.logarithmic), element("div", "pair", ...figures)]
}

// An array, and what becomes of it along each axis: the one in the program first.
function axes({ name, shape, cut, cells, along, winners }, words) {
  const chosen = along[0]
  const marks = winners && shape.length === 2 ? winnersOf(cut, chosen) : winners ? new Set([Number(chosen.cells[0])]) : new Set()
  const results = along.map(({ axis, shape: result, cut: shown, cells: values }, index) => {
    const call = axis === null ? `${name}(…)` : `${name}(…, axis=${axis})`
    const head = element("p", "call", element("code", "", call), ` ${shapeText(shape)} → ${result.length ? shapeText(result) : words.single}`)
    return element("div", index ? "other" : "", head, gridOf(shown, values, new Set()))
  })
  const said = shape.length > 1 && chosen.axis !== null ? fill(words.axis, { axis: chosen.axis, n: count(shape[chosen.axis]) }) : ""
  const more = shape.some((n, i) => n > cut[i]) ? fill(words.corner, { rows: cut[0], columns: cut[1] ?? 1, of: shape.map(count).join(" × ") }) : ""
  const instead = along.length > 1 ? [element("p", "instead", words.instead)] : []
  return [gridOf(cut, cells, marks), ...[said, more].filter(Boolean).map(remark), results[0], ...instead, ...results.slice(1)]
}

function winnersOf([rows, columns], { axis, cells }) {
  const places = axis === 1 ? cells.map((column, row) => row * columns + Number(column)) : cells.map((row, column) => Number(row) * columns + column)
  return new Set(places.filter((place) => place < rows * columns))
}

function gridOf(shape, cells, marks) {
  const columns = shape.length > 1 ? shape.at(-1) : Math.max(shape[0] ?? 1, 1)
  return blocksOf(shape, columns, cells, (i) => (marks.has(i) ? "winner" : ""))
}

// Two rows that are compared, and True or False between them.
function equal({ shapes, rows, same, right, of, names }, words) {
  if (shapes) return [element("p", "shapes clash", element("b", "", shapeText(shapes[0])), " == ", element("b", "", shapeText(shapes[1])))]
  const table = element("div", "compared")
  table.style.gridTemplateColumns = `auto repeat(${same.length}, minmax(2.6rem, auto))`
  const line = (name, texts) => table.append(element("code", "", name), ...texts)
  line(names[0], rows[0].map((text) => element("span", "", text)))
  line("==", same.map((value) => element("code", value ? "true" : "false", value ? "True" : "False")))
  line(names[1], rows[1].map((text) => element("span", "", text)))
  return [table, remark(fill(words.right, { n: count(right), of: count(of) }))]
}
