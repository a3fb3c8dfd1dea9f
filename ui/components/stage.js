// What player.js needs to fill in its stage: numbers that Python packed, text with {names} in it, cells with values.

// Where the pointer is in an element, 0..1 from its top and from its left.
function spot(element, { clientX, clientY }) {
  const { left, top, width, height } = element.getBoundingClientRect()
  return [(clientY - top) / height, (clientX - left) / width].map((share) => Math.min(Math.max(share, 0), 0.9999))
}

// The text nodes with {names} in them.
function templates(root) {
  if (!root.templates || root.templates.some(({ node }) => !node.isConnected)) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    root.templates = []
    while (walker.nextNode()) {
      const node = walker.currentNode
      if (/{\w+}/.test(node.data)) root.templates.push({ node, pattern: node.data })
    }
  }
  return root.templates
}

// A sentence with its {names} replaced by their values.
function fill(sentence, values) {
  return sentence.replace(/{(\w+)}/g, (_, name) => values[name])
}

// The values of a step as text, and those that a formula needs with the other sign; ups and downs are counts.
function written(raw) {
  const all = Object.entries({ ...raw, fall: -raw.down, minus_a: -raw.a })
  return Object.fromEntries(all.map(([name, value]) => [name, /^(ups|downs)$/.test(name) ? fixed(value, 0) : number(value)]))
}

function unpacked({ type, bytes }) {
  const { buffer } = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0))
  return new { float32: Float32Array, float64: Float64Array, uint16: Uint16Array, uint32: Uint32Array }[type](buffer)
}

// Write numbers into the cells of a table and colour them as ui/figures/featuremaps.py does; high: the brightest.
function colour(table, numbers, high, signed) {
  numbers.forEach((value, i) => {
    const share = Math.min(Math.abs(value) / (high || 1), 1)
    const [hue, light] = signed ? (value > 0 ? ["var(--positive)", 0.63] : ["var(--negative)", 0.78]) : ["#fff", 0.46]
    const cell = table.children[i]
    cell.textContent = short(value)
    cell.style.background = `color-mix(in srgb, ${hue} ${100 * share}%, #000)`
    cell.style.color = share > light ? "#000" : "#fff"
  })
}
