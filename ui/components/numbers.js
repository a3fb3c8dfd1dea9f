// Numbers as text, as ui/figures/numbers.py writes them.

const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" }

function fixed(value, places) {
  const size = Math.abs(value)
  const exact = size.toFixed(places + 40)
  const isHalf = /[02468]\.?50{39}$/.test(exact) // which Python rounds to the even digit
  const [whole, ...decimals] = (isHalf ? exact.slice(0, -40) : size.toFixed(places)).split(".")
  const text = [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...decimals.filter(Boolean)].join(".")
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text
}

// Four decimals, or a power of ten for what is very large or very small; a dash for what is not known yet.
function number(value) {
  if (Number.isNaN(value)) return "–"
  const size = Math.abs(value)
  if (value === 0 || (size >= 5e-5 && size < 1e6)) return fixed(value, 4)
  const [digits, power] = size.toExponential(2).split("e")
  return `${value < 0 ? "−" : ""}${digits} × 10${[...power.replace("+", "")].map((digit) => SUPERSCRIPTS[digit]).join("")}`
}

// Three decimals, and 0 for what rounds to zero.
function short(value) {
  const text = fixed(value, 3)
  return /[1-9]/.test(text) ? text : "0"
}
