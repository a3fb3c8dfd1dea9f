// Pictures made of equal tiles: the pointer shows the note of a tile, a click selects it. By keyboard, a picture is one
// stop of the Tab key: the arrow keys move a cursor over its tiles, whose notes are read out, and Enter or Space selects.
//
// Python sends pictures (title, src), columns and lines of tiles, tile (height and width in pixels of the picture), seam
// (pixels between two tiles), ruled (whether to draw lines between them), count, width (px), notes (one per tile) and
// layer: the number of the layer whose tiles can be selected, or null. All pictures have the same tiles. The tiles of a
// curve are its points instead, in columns or, with are_rows, in rows: centres (where each is, as a share of the width,
// or of the height), span (from where to where they reach on the other side), and tile is the whole picture.
//
// One instance without pictures gets `picked`, a layer and a tile. It sends `picked` when another tile is clicked, so
// that Python reruns only the fragment around it. It stands in the container with the key `explanation`, and a click
// brings that into view. The network view shows what is picked, too (`pickedUnit`, with an event when that changes), and
// picks by the event "pick-unit".

const framed = new Map() // for each instance on the page: the function that moves its frames
let picked = { layer: null, tile: null }
let tell

document.addEventListener("pick-unit", ({ detail }) => pick(detail.layer, detail.tile))

export default function ({ parentElement, data, setTriggerValue }) {
  if (data.pictures) {
    framed.set(parentElement, show(parentElement, data))
    moveFrames()
  } else {
    tell = (tile) => setTriggerValue("picked", tile)
    picked = data.picked
    moveFrames()
  }
  parentElement.host.dataset.filled = "" // for style.css
}

function moveFrames() {
  for (const [parent, move] of framed) parent.isConnected ? move() : framed.delete(parent)
  globalThis.pickedUnit = picked
  document.dispatchEvent(new CustomEvent("unit-picked"))
}

function pick(layer, tile) {
  picked = { layer, tile }
  moveFrames() // at once, without waiting for Python
  tell(picked)
}

function show(parent, data) {
  const root = parent.querySelector(".pictures")
  const note = parent.querySelector(".note")
  const [height, width] = data.tile
  const wide = data.centres ? width : data.columns * (width + data.seam) - data.seam
  const high = data.centres ? height : data.lines * (height + data.seam) - data.seam

  while (root.children.length > data.pictures.length) root.lastChild.remove()
  while (root.children.length < data.pictures.length) root.append(emptyFigure())
  data.pictures.forEach(({ title, src }, i) => {
    const [caption, picture] = root.children[i].children
    const image = picture.firstChild
    caption.textContent = title
    image.src = src
    picture.ariaLabel = [data.alt, title].filter(Boolean).join(": ")
    picture.className = `picture${data.ruled ? " ruled" : ""}${data.layer === null ? "" : " clickable"}${data.centres ? " curve" : ""}`
    root.children[i].style.width = `${data.width}px`
    picture.style = `aspect-ratio: ${wide} / ${high}; --columns: ${data.columns}; --lines: ${data.lines}`
    picture.onpointermove = (event) => write(tileAt(picture, event), event)
    picture.onpointerleave = () => (note.textContent = "")
    picture.onclick = (event) => {
      const k = tileAt(picture, event)
      if (k === null) return
      picture.dataset.tile = k // where the arrow keys start from
      if (data.layer === null) return
      pick(data.layer, k)
      showExplanation()
    }
    picture.onfocus = () => picture.matches(":focus-visible") && moveCursor(picture, start(picture))
    picture.onblur = () => removeCursor(picture)
    picture.onkeydown = (event) => {
      const k = start(picture)
      const next = reachedBy(event.key, k)
      const selects = data.layer !== null && (event.key === "Enter" || event.key === " ")
      if (next === undefined && !selects) return
      event.preventDefault()
      if (selects) pick(data.layer, k)
      moveCursor(picture, next >= 0 && next < data.count ? next : k)
    }
  })
  return () => root.querySelectorAll(".frame").forEach(place)

  function tileAt(picture, event) {
    const box = picture.getBoundingClientRect()
    if (data.centres) {
      return nearest(data.are_rows ? (event.clientY - box.top) / box.height : (event.clientX - box.left) / box.width)
    }
    const column = Math.floor((((event.clientX - box.left) / box.width) * wide) / (width + data.seam))
    const line = Math.floor((((event.clientY - box.top) / box.height) * high) / (height + data.seam))
    const k = line * data.columns + column
    return column >= 0 && column < data.columns && line >= 0 && k < data.count ? k : null
  }

  function nearest(place) {
    const distances = data.centres.map((centre) => Math.abs(centre - place))
    return distances.indexOf(Math.min(...distances))
  }

  function start(picture) {
    return Math.min(picture.dataset.tile ?? (isPicked(picked.tile) ? picked.tile : 0), data.count - 1)
  }

  function reachedBy(key, k) {
    const { columns, count } = data
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -k, End: count - 1 - k }
    return key in steps ? k + steps[key] : undefined
  }

  function moveCursor(picture, k) {
    removeCursor(picture)
    const cursor = document.createElement("div") // a new one, since a changed label is not read out
    cursor.id = `${picture.ariaLabel} ${k}`
    cursor.className = "cursor"
    cursor.role = "option"
    cursor.ariaLabel = data.notes[k]
    cursor.ariaPosInSet = k + 1
    cursor.ariaSetSize = data.count
    cursor.ariaSelected = isPicked(k)
    cover(cursor, k)
    picture.append(cursor)
    picture.setAttribute("aria-activedescendant", cursor.id)
    picture.dataset.tile = k
    cursor.scrollIntoView({ block: "nearest" })
    const { right, bottom } = cursor.getBoundingClientRect()
    write(k, { clientX: right, clientY: bottom })
  }

  function removeCursor(picture) {
    picture.removeAttribute("aria-activedescendant")
    picture.querySelector(".cursor")?.remove()
    note.textContent = ""
  }

  function isPicked(k) {
    return data.layer !== null && data.layer === picked.layer && k === picked.tile
  }

  function place(frame) {
    frame.hidden = !isPicked(picked.tile)
    frame.classList.toggle("thin", data.width / data.columns < 12)
    cover(frame, picked.tile)
  }

  function cover(element, k) {
    if (data.centres) return coverPoint(element, k)
    element.style.left = `${(100 * (k % data.columns) * (width + data.seam)) / wide}%`
    element.style.top = `${(100 * Math.floor(k / data.columns) * (height + data.seam)) / high}%`
    element.style.width = `${(100 * width) / wide}%`
    element.style.height = `${(100 * height) / high}%`
  }

  // A band around the point, no wider than its distance to the next one.
  function coverPoint(element, k) {
    const distances = data.centres.map((centre) => Math.abs(centre - data.centres[k])).filter((distance) => distance > 0)
    const band = Math.min(Math.max(Math.min(...distances), 0.02), data.are_rows ? 1 : 0.06)
    const edges = [data.centres[k] - band / 2, 1 - data.centres[k] - band / 2]
    const [top, right, bottom, left] = data.are_rows
      ? [edges[0], 1 - data.span[1], edges[1], data.span[0]]
      : [data.span[0], edges[1], 1 - data.span[1], edges[0]]
    element.style.inset = [top, right, bottom, left].map((share) => `${100 * share}%`).join(" ")
  }

  function write(k, event) {
    note.textContent = k === null ? "" : data.notes[k]
    const right = event.clientX + 14 + note.offsetWidth > innerWidth
    note.style.left = `${right ? event.clientX - 14 - note.offsetWidth : event.clientX + 14}px`
    note.style.top = `${event.clientY + 14}px`
  }
}

function emptyFigure() {
  const figure = document.createElement("figure")
  figure.innerHTML =
    '<figcaption></figcaption>' +
    '<div role="listbox" tabindex="0"><img alt="" decoding="sync"><div class="frame" hidden></div></div>'
  return figure
}
