// Loops of many turns, for stepper.js: the image that a turn reads, how the count grows, and a way to each turn that was
// recorded.

// loop: from ui/programs/loops.py; turn: the current one; image: what it reads, or undefined; goTo: called with a turn.
function loopView(loop, turn, image, words, goTo) {
  const counters = Object.entries(loop.curves).filter(([name]) => name.endsWith("_cnt"))
  return [
    ...(image ? [imageRead(image, words)] : []),
    ...counters.map(([name, curve]) => growth(name, curve, turn, loop, words, goTo)),
    turnsRecorded(loop, turn, words, goTo),
  ]
}

function imageRead(image, words) {
  const { src, label, guess } = image
  return element("div", "read", picture(src, 56, 56), element("span", label === guess ? "" : "wrong", fill(words.read, image)))
}

function turnsRecorded({ kept, odd }, turn, words, goTo) {
  const chips = kept.map((number) => {
    const chip = chipFor(count(number + 1), () => goTo(number))
    chip.setAttribute("aria-current", number === turn)
    chip.classList.toggle("no", number === odd)
    return chip
  })
  return element("div", "chips turns", element("span", "", words.turns), ...chips)
}

function chipFor(content, onclick) {
  return Object.assign(element("button", "chip", content), { type: "button", onclick })
}

// How a counter grows from turn to turn, where in it this turn is, and the other turns that were recorded.
function growth(name, [at, values], turn, { turns, kept, odd }, words, goTo) {
  const [width, height] = [380, 64]
  const x = (n) => 4 + (n / Math.max(turns - 1, 1)) * (width - 8)
  const y = (value) => height - 4 - (value / Math.max(...values)) * (height - 8)
  const dot = (n) => {
    const value = values[Math.max(at.findLastIndex((other) => other <= n), 0)]
    return `<circle class="${n === turn ? "here" : ""}" cx="${x(n)}" cy="${y(value)}" r="${n === turn ? 5 : 3}"/>`
  }
  const line = at.map((n, i) => `${x(n).toFixed(1)},${y(values[i]).toFixed(1)}`).join(" ")
  const said = fill(words.growth, { last: count(values.at(-1)), of: count(turns) })
  const figure = element("figure", "growth")
  figure.innerHTML = `<svg viewBox="0 0 ${width} ${height}" role="img"><polyline points="${line}"/>${kept.map(dot).join("")}</svg>`
  const drawing = figure.firstChild
  drawing.setAttribute("aria-label", `${name}: ${said}`)
  drawing.onclick = ({ clientX }) => {
    const box = drawing.getBoundingClientRect()
    const distance = (n) => Math.abs(x(n) - ((clientX - box.left) / box.width) * width)
    goTo(kept.reduce((nearest, n) => (distance(n) < distance(nearest) ? n : nearest)))
  }
  figure.append(element("figcaption", "", element("code", "", name), ` ${said} `))
  if (odd !== null) figure.lastChild.append(chipFor(fill(words.odd, { n: count(odd + 1) }), () => goTo(odd)))
  return figure
}
