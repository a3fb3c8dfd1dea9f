// A choice makes one entry in the browser's history; a slider or a step replaces the current one.
//
// Streamlit makes an entry for each change that Python makes to the address, often several for one click. Here only the
// first change after a click or a key press makes one, unless that was a step; the others replace it. Another page makes
// an entry without a click, too.
//
// The steps of a program are made by the browser alone (components/stepper.js): Python only knows with which one a visitor
// arrived. As long as the program is the same, the browser's own step stays; another program begins anew.

const STEPS = ".stSlider, .player, [class*=st-key-step-], [data-testid^=stNumberInputStep]"

function isStep({ target, key }) {
  return target.closest(STEPS) || (key?.startsWith("Arrow") && target.closest(".stNumberInput"))
}

const STEPPED = /\/book_programs$/
const BROWSERS_OWN = ["step", "open", "at"]
const SAME = ["program", "broken"]

function withOwn(address) {
  const [asked, here] = [new URL(address, location), new URL(location)]
  if (asked.pathname !== here.pathname || !STEPPED.test(here.pathname)) return asked
  const isSame = SAME.every((key) => asked.searchParams.get(key) === here.searchParams.get(key))
  for (const key of BROWSERS_OWN) {
    if (isSame && here.searchParams.has(key)) asked.searchParams.set(key, here.searchParams.get(key))
    else asked.searchParams.delete(key)
  }
  return asked
}

if (!Object.hasOwn(history, "pushState")) {
  let due = false // whether the last click or key press should make an entry
  let made = false // whether it has made one

  const begin = (event) => ([due, made] = [!isStep(event), false])
  for (const event of ["pointerdown", "keydown"]) addEventListener(event, begin, true)

  history.pushState = (state, title, address) => {
    const asked = withOwn(address)
    if (asked.href === location.href) return
    const anotherPage = asked.pathname !== location.pathname
    const adds = due || (anotherPage && !made)
    History.prototype[adds ? "pushState" : "replaceState"].call(history, state, title, asked)
    if (adds) [due, made] = [false, true]
  }
  history.replaceState = (state, title, address) =>
    History.prototype.replaceState.call(history, state, title, address && withOwn(address))
}
