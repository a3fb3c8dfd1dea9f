// What the network view is told, unpacked: network_data.py says in which order the numbers come.

function headerOf(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  return new TextDecoder().decode(bytes.subarray(4, 4 + length))
}

// A network: what the header says, with `weightsOf` and `b` in the stages whose weights are sent, Float32Array.
function readNetwork(text, bytes) {
  const header = JSON.parse(text)
  const numbers = bytes.subarray(4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true))
  const all = header.half ? fromHalf(numbers) : new Float32Array(numbers.slice().buffer)
  let at = 0
  const next = (n) => all.subarray(at, (at += n))
  header.stages.forEach((stage, s) => {
    const size = stage.weights ? header.stages[s - 1].count : stage.kernel ? stage.kernel[0] * stage.kernel[1] : 0
    if (!size) return
    stage.weightsOf = next(size * stage.count) // input by input
    stage.b = next(stage.count)
  })
  const last = header.stages.at(-1)
  if (last.weightsOf) last.centred = centred(last.weightsOf, last.count)
  return header
}

// Softmax depends only on differences: for each input, its weights to the outputs minus their mean.
function centred(W, count) {
  const result = new Float32Array(W.length)
  for (let i = 0; i < W.length; i += count) {
    let mean = 0
    for (let j = 0; j < count; j++) mean += W[i + j] / count
    for (let j = 0; j < count; j++) result[i + j] = W[i + j] - mean
  }
  return result
}

function fromHalf(bytes) {
  const halves = new Uint16Array(bytes.slice().buffer)
  const numbers = new Float32Array(halves.length)
  const units = Float64Array.from({ length: 32 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 25))
  for (let i = 0; i < halves.length; i++) {
    const exponent = (halves[i] >> 10) & 31
    const size = ((halves[i] & 1023) + (exponent && 1024)) * units[exponent]
    numbers[i] = halves[i] & 0x8000 ? -size : size
  }
  return numbers
}

// An answer: for each stage a and z, or maxima and pixels, and `products`, what each unit before contributes to each here.
async function readAnswer(text, { id, stages, shades, strengths }) {
  const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  if (new DataView(bytes.buffer).getUint32(0, true) !== id) return null
  let at = 4
  const next = (n) => bytes.subarray(at, (at += n))
  const floats = (n) => new Float32Array(next(4 * n).slice().buffer)
  const answer = [{ pixels: next(784), z: null }]
  answer[0].z = stages[0].count === 784 ? Float32Array.from(answer[0].pixels).map((value) => value / 255) : null
  for (let s = 1; s < stages.length; s++) {
    const { kind, count, rows, columns, weights } = stages[s]
    const values = {}
    if (kind === "maps") {
      values.z = floats(count)
      values.pixels = next(count * rows * columns).map((value) => (255 * value) / shades)
    } else Object.assign(values, { a: floats(count), z: floats(count) })
    if (weights) values.products = multiplied(answer[s - 1].z, stages[s].centred ?? stages[s].weightsOf, count)
    else {
      const largest = floats(count)
      const relative = new Int8Array(next(stages[s - 1].count * count).slice().buffer)
      values.products = Float32Array.from(relative).map((value, k) => (value / strengths) * largest[k % count])
    }
    answer.push(values)
  }
  return answer
}

// z W, term by term
function multiplied(z, W, count) {
  const products = new Float32Array(W.length)
  for (let i = 0; i < z.length; i++) {
    if (z[i]) for (let j = i * count; j < (i + 1) * count; j++) products[j] = z[i] * W[j]
  }
  return products
}
