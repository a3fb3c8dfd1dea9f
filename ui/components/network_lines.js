// Which lines the network view draws: the strongest contributions, since thousands of faint ones would hide them.

const MOST = [320, 320, 200, 90] // lines into a stage; the last number is for the outputs
const MOST_OF_ONE = 120

// All lines, from weak to strong: { stage, from, to, value, strength }. pointed: only those of this unit, or null.
function strongestLines(stages, answer, pointed) {
  const lines = []
  for (let s = 1; s < stages.length; s++) {
    const into = pointed?.stage === s
    if (pointed && !into && pointed.stage !== s - 1) continue
    const { products } = answer[s]
    const count = stages[s].count
    const sources = products.length / count
    const found = []
    for (let from = 0; from < sources; from++) {
      if (pointed && !into && from !== pointed.unit) continue
      for (let to = into ? pointed.unit : 0; to < (into ? pointed.unit + 1 : count); to++) {
        const value = products[from * count + to]
        if (value) found.push({ stage: s, from, to, value })
      }
    }
    found.sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    const most = pointed ? MOST_OF_ONE : s === stages.length - 1 ? MOST.at(-1) : MOST[Math.min(s - 1, 2)]
    const largest = Math.abs(found[0]?.value ?? 1)
    for (const line of found.slice(0, most)) lines.push({ ...line, strength: Math.abs(line.value) / largest })
  }
  return lines.sort((a, b) => a.strength - b.strength)
}

// The contributions to a unit, or from it, largest first: [{ unit, value }].
function contributionsTo(answer, stages, { stage, unit }) {
  if (stage < 1) return []
  const { count } = stages[stage]
  const { products } = answer[stage]
  return sorted(Array.from({ length: products.length / count }, (_, i) => ({ unit: i, value: products[i * count + unit] })))
}

function contributionsFrom(answer, stages, { stage, unit }) {
  if (stage + 1 >= stages.length) return []
  const { count } = stages[stage + 1]
  const { products } = answer[stage + 1]
  return sorted(Array.from({ length: count }, (_, j) => ({ unit: j, value: products[unit * count + j] })))
}

function sorted(terms) {
  return terms.sort((a, b) => b.value - a.value)
}

// From the most probable output back to the input: at each stage the unit that contributes most to the one after it.
function strongestPath(stages, answer) {
  const last = stages.length - 1
  const path = [{ stage: last, unit: mostProbable(answer) }]
  while (path[0].stage > 0) {
    const [largest] = contributionsTo(answer, stages, path[0])
    path.unshift({ stage: path[0].stage - 1, unit: largest.unit, value: largest.value })
  }
  return path
}
