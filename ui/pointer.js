// Pictures made of equal tiles: under the pointer stands the note of a tile, a click picks it.
//
// Python sends: pictures (title, src), columns and lines of tiles, tile (height and width in pixels of the picture),
// seam (pixels between two tiles), ruled (lines to be drawn between them), count, width (px), notes (one a tile),
// chosen (the tile with a frame, or null), clickable. All pictures have the same tiles. We send `picked`, a number.

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".pictures")
  const note = parentElement.querySelector(".note")
  const [height, width] = data.tile
  const wide = data.columns * (width + data.seam) - data.seam
  const high = data.lines * (height + data.seam) - data.seam

  while (root.children.length > data.pictures.length) root.lastChild.remove()
  while (root.children.length < data.pictures.length) root.append(emptyFigure())
  data.pictures.forEach(({ title, src }, i) => {
    const [caption, picture] = root.children[i].children
    const [image, frame] = picture.children
    caption.textContent = title
    image.src = src
    image.alt = data.alt
    picture.className = `picture${data.ruled ? " ruled" : ""}${data.clickable ? " clickable" : ""}`
    root.children[i].style.width = `${data.width}px`
    picture.style = `aspect-ratio: ${wide} / ${high}; --columns: ${data.columns}; --lines: ${data.lines}`
    picture.onpointermove = (event) => show(tileAt(picture, event), event)
    picture.onpointerleave = () => (note.textContent = "")
    picture.onclick = (event) => data.clickable && pick(tileAt(picture, event))
    place(frame, data.chosen)
  })

  function tileAt(picture, event) {
    const box = picture.getBoundingClientRect()
    const column = Math.floor((((event.clientX - box.left) / box.width) * wide) / (width + data.seam))
    const line = Math.floor((((event.clientY - box.top) / box.height) * high) / (height + data.seam))
    const k = line * data.columns + column
    return column >= 0 && column < data.columns && line >= 0 && k < data.count ? k : null
  }

  function pick(k) {
    if (k === null) return
    for (const frame of root.querySelectorAll(".frame")) place(frame, k) // at once, without waiting for Python
    setTriggerValue("picked", k)
  }

  function place(frame, k) {
    frame.hidden = k === null
    frame.classList.toggle("thin", data.width / data.columns < 12)
    frame.style.left = `${(100 * (k % data.columns) * (width + data.seam)) / wide}%`
    frame.style.top = `${(100 * Math.floor(k / data.columns) * (height + data.seam)) / high}%`
    frame.style.width = `${(100 * width) / wide}%`
    frame.style.height = `${(100 * height) / high}%`
  }

  function show(k, event) {
    note.textContent = k === null ? "" : data.notes[k]
    const right = event.clientX + 14 + note.offsetWidth > innerWidth
    note.style.left = `${right ? event.clientX - 14 - note.offsetWidth : event.clientX + 14}px`
    note.style.top = `${event.clientY + 14}px`
  }
}

function emptyFigure() {
  const figure = document.createElement("figure")
  figure.innerHTML = '<figcaption></figcaption><div><img decoding="sync"><div class="frame" hidden></div></div>'
  return figure
}
