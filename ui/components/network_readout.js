// What the network view says in words, as rows of [name, HTML]: about a unit, the layer that plays, or the prediction.

class Readout {
  constructor({ stages, words }) {
    Object.assign(this, { stages, words })
  }

  // pointed: a unit or null; step: the stage that plays, or null.
  rows(answer, pointed, step) {
    if (step !== null) return this.playing(step)
    if (!answer) return [["", this.words.empty]]
    return pointed ? this.about(pointed, answer) : this.prediction(answer)
  }

  playing(step) {
    const { title, lines } = this.stages[step]
    return [["", `<b>${title}</b>`], ...lines.map((line) => ["", `<code>${line}</code>`])]
  }

  // What can be said without pointing at anything: the prediction, and which neurons speak for it and against it.
  prediction(answer) {
    const { words, stages } = this
    const last = stages.length - 1
    const digit = mostProbable(answer)
    const terms = contributionsTo(answer, stages, { stage: last, unit: digit })
    return [
      [words.prediction, `<b>${digit}</b>, ${percent(answer[last].z[digit])}`],
      [words.for.replace("{digit}", digit), this.listed(last - 1, positive(terms))],
      [words.against.replace("{digit}", digit), this.listed(last - 1, negative(terms))],
      ["", matchMedia("(pointer: coarse)").matches ? words.tap : words.point],
    ]
  }

  about({ stage, unit }, answer) {
    const { words, stages } = this
    const terms = contributionsTo(answer, stages, { stage, unit })
    const after = contributionsFrom(answer, stages, { stage, unit })
    const onward = [...after.slice(0, 2), ...after.slice(-2).reverse()]
    return [
      [words.value, this.value(stage, unit, answer[stage])],
      [words.raised, this.listed(stage - 1, positive(terms))],
      [words.lowered, this.listed(stage - 1, negative(terms))],
      after.length ? [words.onward, this.listed(stage + 1, onward)] : [words.bias, number(stages[stage].b[unit])],
    ]
  }

  value(stage, unit, { a, z }) {
    const { kind, name, sum, activation } = this.stages[stage]
    if (kind === "maps") return fill(this.words.map, { name, k: unit, value: number(z[unit]) })
    const term = activation === "softmax" ? `softmax(${sum})[${unit}]` : `${activation}(${sum}[${unit}])`
    return `${sum}[${unit}] = ${number(a[unit])}, ${name}[${unit}] = ${term} = <b>${number(z[unit])}</b>`
  }

  // Units of a stage with their contributions.
  listed(stage, terms) {
    const some = terms.filter(({ value }) => value)
    const shown = some.map(({ unit, value }) => {
      const kind = value > 0 ? "for" : "against"
      return `<span class="${kind}" data-unit="${stage},${unit}">${this.unit(stage, unit)} <b>${signed(value)}</b></span>`
    })
    return shown.join(" ") || this.words.none
  }

  unit(stage, unit) {
    const { kind, name, count } = this.stages[stage]
    if (count === 1) return name
    if (kind === "image") return fill(this.words.pixel, { row: Math.floor(unit / 28), column: unit % 28 })
    return kind === "maps" ? `${name}[…, ${unit}]` : `${name}[${unit}]`
  }

  // For a screen reader: from the input to the most probable output, always to the unit that contributes most.
  path(answer) {
    const { words, stages } = this
    const rows = strongestPath(stages, answer).map(({ stage, unit, value }) => {
      const z = stage === stages.length - 1 ? percent(answer[stage].z[unit]) : stage ? number(answer[stage].z[unit]) : ""
      const contribution = value === undefined ? "" : signed(value)
      const cells = [this.unit(stage, unit), z, contribution].map((cell) => `<td>${cell}</td>`).join("")
      return `<tr><th scope="row">${inOneLine(stages[stage])}</th>${cells}</tr>`
    })
    const heads = words.columns.map((name) => `<th scope="col">${name}</th>`).join("")
    return `<table><caption>${words.path}</caption><tr>${heads}</tr>${rows.join("")}</table>`
  }
}

function mostProbable(answer) {
  const { z } = answer.at(-1)
  return z.indexOf(Math.max(...z))
}

// The four largest of each sign, of terms from largest to smallest.
function positive(terms) {
  return terms.slice(0, 4).filter(({ value }) => value > 0)
}

function negative(terms) {
  const smallestFirst = terms.slice(-4).reverse()
  return smallestFirst.filter(({ value }) => value < 0)
}

function fill(text, values) {
  return text.replace(/{(\w+)}/g, (_, name) => values[name])
}

// As in ui/figures/numbers.py
function number(value) {
  return value.toFixed(4).replace("-", "−")
}

function signed(value) {
  const size = Math.abs(value)
  return `${value < 0 ? "−" : "+"}${size >= 0.005 ? size.toFixed(2) : size.toPrecision(1)}`
}

function percent(p) {
  return p < 0.001 ? "< 0.1%" : p > 0.999 ? "> 99.9%" : `${(100 * p).toFixed(1)}%`
}
