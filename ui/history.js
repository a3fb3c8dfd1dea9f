// A choice makes one entry in the browser's history; a slider or a step replaces the current one.
//
// Streamlit makes an entry for each change that Python makes to the address, often several for one click. Here only the
// first change after a click or a key press makes one, unless that was a step; the others replace it. Another page makes
// an entry without a click, too.

const STEPS = ".stSlider, .player, [class*=st-key-step-], [data-testid^=stNumberInputStep]"

function isStep({ target, key }) {
  return target.closest(STEPS) || (key?.startsWith("Arrow") && target.closest(".stNumberInput"))
}

if (!Object.hasOwn(history, "pushState")) {
  let due = false // whether the last click or key press should make an entry
  let made = false // whether it has made one

  const begin = (event) => ([due, made] = [!isStep(event), false])
  for (const event of ["pointerdown", "keydown"]) addEventListener(event, begin, true)

  history.pushState = (state, title, address) => {
    const anotherPage = new URL(address, location).pathname !== location.pathname
    const adds = due || (anotherPage && !made)
    History.prototype[adds ? "pushState" : "replaceState"].call(history, state, title, address)
    if (adds) [due, made] = [false, true]
  }
}
