// A computation, step by step. Python sends the fields of `Play` in player.py, and besides those
//   curve: { reach, low, high, left, right, top, bottom }: the ends of the axes, and where in the picture they are (0..1);
//     the point stands at a, and at height z as soon as there is one;
//   cells: { x, columns, high, kernel, most }: the values, (H W,), under the window, how many stand in a line, what the
//     brightest stands for, and for products the weights, (h w,), and their largest product. Without a kernel, the
//     largest value in the window has a frame;
//   window, stride: the size of what slides over x, and how far it goes; field: the same in the image;
//   reports: whether we send `rests`, the step, some time after the visitor has moved to it.
// Space or → goes one step on, ← back, ↓ and ↑ (or Shift) a line of tiles, Home and End to the ends, Enter plays.

const still = matchMedia("(prefers-reduced-motion: reduce)")
const states = new WeakMap() // by player: the id of what it plays, the step, and its timers
const REST = 700 // milliseconds
const PLAY = "M7 4v16l13-8z", PAUSE = "M6 4h4v16H6z M14 4h4v16h-4z"

export default function ({ parentElement, data, setTriggerValue }) {
  const player = parentElement.querySelector(".player")
  const [pictured, status, range, sums, tip] = [".pictured", ".status", "input", ".sums", ".tip"].map(find)
  const { last, tiles, columns, before, words } = data
  const series = Object.fromEntries(Object.entries(data.series).map(([name, packed]) => [name, unpacked(packed)]))
  const x = data.cells && unpacked(data.cells.x)
  const lines = Math.ceil(tiles / columns)
  const known = states.get(player)
  const state = known?.id === data.id ? known : { id: data.id, step: data.step }
  if (state !== known) forget(known)
  states.set(player, state)

  player.ariaLabel = data.label
  player.classList.toggle("slides", data.reports)
  if (pictured.source !== data.pictured) pictured.innerHTML = pictured.source = data.pictured
  if (sums.source !== data.sums) sums.innerHTML = sums.source = data.sums
  const texts = [...templates(pictured), ...templates(sums)]
  const pictures = [...pictured.querySelectorAll(".picture")]
  find(".keys").innerHTML = data.hint
  range.max = last
  range.ariaLabel = data.label
  range.setAttribute("aria-describedby", "player-keys")
  for (const name of ["first", "back", "next", "last"]) {
    const button = find(`.${name}`)
    button.ariaLabel = button.title = words[name]
  }

  const press = {
    first: () => go(0),
    back: () => go(state.step - 1),
    play: () => (state.timer ? stop() : play()),
    next: () => go(state.step < last ? state.step + 1 : before), // after the end, from the start
    last: () => go(last),
  }
  for (const [name, act] of Object.entries(press)) {
    find(`.${name}`).onpointerdown = (event) => event.preventDefault() // the focus is and stays on the slider
    find(`.${name}`).onclick = () => {
      if (name !== "play") stop()
      act()
      range.focus({ preventScroll: true })
    }
  }
  range.oninput = () => (stop(), go(range.valueAsNumber))
  player.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const act = key(event)
    if (!act) return
    event.preventDefault()
    if (event.key !== "Enter") stop()
    act()
  }
  pictures.forEach((picture, i) => {
    picture.onpointermove = (event) => {
      write(noteAt(picture, event), event)
      if (event.buttons & 1 && event.pointerType === "mouse") place(i, event)
    }
    picture.onpointerleave = () => write("")
    picture.onclick = (event) => place(i, event)
    picture.ondragstart = () => false
  })
  paint()

  function find(selector) {
    return player.querySelector(selector)
  }

  function key({ key, shiftKey }) {
    const line = (by) => () => go(nextLine(by))
    switch (key) {
      case " ": case "ArrowRight": return shiftKey ? line(columns) : press.next
      case "ArrowLeft": return shiftKey ? line(-columns) : press.back
      case "ArrowDown": case "PageDown": return line(columns)
      case "ArrowUp": case "PageUp": return line(-columns)
      case "Home": return press.first
      case "End": return press.last
      case "Enter": return press.play
    }
  }

  // The step one line of tiles on or back, or one step on or back where there is no other line.
  function nextLine(by) {
    const [step, end] = [state.step, before + tiles - 1]
    if (columns === 1 || step > end || (step === end && by > 0)) return step + Math.sign(by)
    if (by > 0) return Math.min(step + by, end)
    return step + by < before ? step : step + by
  }

  function go(step, fills = true) {
    state.step = Math.min(Math.max(step, 0), last)
    state.fills = fills
    paint()
    clearTimeout(state.rest)
    if (data.reports && !state.timer) state.rest = setTimeout(report, REST)
  }

  function report() {
    if (player.isConnected) setTriggerValue("rests", state.step)
  }

  function play() {
    if (still.matches) return press.next()
    const pace = Math.min(Math.max(10_000 / last, 30), 600) // milliseconds for a step
    const on = () => {
      if (!player.isConnected || still.matches) return stop()
      press.next()
      if (state.step === last) return stop()
      state.timer = setTimeout(on, state.step < before + tiles - 1 ? pace : Math.max(pace, 900))
    }
    state.timer = -1 // begun: nothing is reported yet
    on()
    markPlay()
  }

  function stop() {
    const was = state.timer
    clearTimeout(was)
    state.timer = null
    if (!was) return
    go(state.step)
    markPlay()
  }

  function markPlay() {
    const button = find(".play")
    button.querySelector("path").setAttribute("d", state.timer ? PAUSE : PLAY)
    button.querySelector("span").textContent = state.timer ? words.pause : words.play
    status.ariaLive = state.timer ? "off" : "polite"
  }

  function paint() {
    const { step } = state
    const tile = Math.min(Math.max(step - before, 0), tiles - 1)
    const [row, column] = [Math.floor(tile / columns), tile % columns]
    const raw = Object.fromEntries(Object.entries(series).map(([name, all]) => [name, all[all.length > 1 ? step : 0]]))
    const values = { part: data.parts[tile], ...placeAt(row, column), ...written(raw) }
    range.value = step
    range.style.setProperty("--share", `${last ? (100 * step) / last : 100}%`)
    range.setAttribute("aria-valuetext", fill(words.step, { step, last }))
    markPlay()
    pictures.forEach((picture, i) => moveFrame(picture, data.frames[i], row, column))
    if (data.cells) paintCells(values)
    for (const { node, pattern } of texts) node.data = fill(pattern, values)
    for (const line of sums.querySelectorAll(".line")) line.classList.toggle("later", line.textContent.includes("–"))
    for (const bar of sums.querySelectorAll("[data-bar]")) moveBar(bar, raw[bar.dataset.bar])
    if (data.curve) movePoint(player.querySelector(".point"), raw.a, raw.z)
    const sentence = fill(data.says.findLast(([from]) => from <= step)[1], values)
    if (status.textContent !== sentence) status.textContent = sentence
  }

  // The place of a tile, and where what lies under the window and in the field begins and ends.
  function placeAt(row, column) {
    const [top, left] = [row * data.stride, column * data.stride]
    const [[height, width], [high, wide]] = [data.window, data.field]
    return { row, column, top, left, bottom: top + height, right: left + width, low: top + high, far: left + wide }
  }

  function moveFrame(picture, { size: [H, W], tile: [h, w], stride: [down, right], grows }, row, column) {
    const mark = picture.querySelector("i")
    const percent = (part, whole) => `${(100 * part) / whole}%`
    mark.hidden = state.step < before || state.step >= before + tiles
    mark.style.top = percent(row * down, H)
    mark.style.left = percent(column * right, W)
    mark.style.height = percent(h, H)
    mark.style.width = percent(w, W)
    if (!grows) return
    const isAll = !state.fills || state.step >= before + tiles - 1
    const [above, below] = state.step < before ? ["0%", "0%"] : [percent(row * down, H), percent(row * down + h, H)]
    const across = percent(column * right + w, W)
    const done = `100% ${above}, ${across} ${above}, ${across} ${below}, 0 ${below}` // the lines above, and some tiles
    picture.style.setProperty("--done", isAll ? "none" : `polygon(0 0, 100% 0, ${done})`)
  }

  function moveBar(bar, value) {
    bar.className = `fill ${value > 0 ? "up" : "down"}`
    bar.style.width = `${50 * Math.min(Math.abs(value || 0) / data.bars, 1)}%`
  }

  function movePoint(point, a, z) {
    const { reach, low, high, left, right, top, bottom } = data.curve
    point.hidden = Number.isNaN(a)
    point.style.left = `${100 * (left + ((a + reach) / (2 * reach)) * (right - left))}%`
    point.style.top = `${100 * (bottom - (((z || 0) - low) / (high - low)) * (bottom - top))}%`
  }

  function paintCells(values) {
    const { columns, high, kernel, most } = data.cells
    const [h, w] = data.window
    const at = (i) => (values.top + Math.floor(i / w)) * columns + values.left + (i % w)
    const patch = Array.from({ length: h * w }, (_, i) => x[at(i)])
    const [first, ...others] = sums.querySelectorAll(".values")
    colour(first, patch, high, patch.some((value) => value < 0))
    if (kernel) {
      const products = patch.map((value, i) => Math.fround(value * kernel[i]))
      colour(others[1], products, most, true)
    } else {
      const won = patch.indexOf(Math.max(...patch))
      first.querySelector(".won")?.classList.remove("won")
      first.children[won].classList.add("won")
      values.won_row = values.top + Math.floor(won / w)
      values.won_column = values.left + (won % w)
      colour(others[0], [patch[won]], high, patch[won] < 0)
    }
  }

  function place(i, event) {
    const { size: [H, W], tile: [h, w], stride: [down, right] } = data.frames[i]
    const [y, x] = spot(pictures[i], event)
    const row = Math.min(Math.max(Math.floor((y * H - (h - down) / 2) / down), 0), lines - 1)
    const column = right && Math.min(Math.max(Math.floor((x * W - (w - right) / 2) / right), 0), columns - 1)
    stop()
    go(before + Math.min(row * columns + column, tiles - 1), before > 0)
  }

  function noteAt(picture, event) {
    if (!data.notes.length) return ""
    const [y, x] = spot(picture, event)
    const { size: [H, W] } = data.frames[pictures.indexOf(picture)]
    return data.notes[Math.floor(y * H) * W + Math.floor(x * W)] ?? ""
  }

  function write(note, event) {
    tip.textContent = note
    if (!note) return
    const fits = event.clientX + 14 + tip.offsetWidth <= innerWidth
    tip.style.left = `${fits ? event.clientX + 14 : event.clientX - 14 - tip.offsetWidth}px`
    tip.style.top = `${event.clientY + 14}px`
  }
}

function forget(state) {
  clearTimeout(state?.timer)
  clearTimeout(state?.rest)
}
