// Python sends `canvas`, the key of the canvas whose toolbar is to be restyled, and `words`: what its button for editing says.

const style = (words) => `
  .dc-toolbar, .dc-toolbar[data-pinned=true], .dc-root:hover > .dc-toolbar {
    position: static; padding: 0.6rem 0 0; opacity: 1;
  }
  .dc-toolbar-card { width: 100%; padding: 0; gap: 0.25rem; justify-content: flex-start; box-shadow: none; background: none; }
  .dc-icon-button { min-width: 2.25rem; height: 2.25rem; gap: 0.4rem; font: inherit; font-size: 0.875rem; }
  .dc-icon-button[aria-label="Edit"] { padding: 0 0.6rem; border: 1px solid var(--st-border-color); }
  .dc-icon-button[aria-label="Edit"]::after { content: ${JSON.stringify(words.edit)}; }
  .dc-icon-button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
  :is(${["Update the app with this drawing", "Undo", "Redo", "Reset canvas & history"].map(named)}), .dc-toolbar-separator {
    display: none;
  }`

function named(label) {
  return `.dc-icon-button[aria-label="${label}"]`
}

const sheet = new CSSStyleSheet()

export default function ({ data }) {
  let frame
  sheet.replaceSync(style(data.words))
  const restyle = () => {
    const root = document.querySelector(`.st-key-${data.canvas} [data-testid=stBidiComponentIsolated]`)?.shadowRoot
    if (!root) return (frame = requestAnimationFrame(restyle)) // the canvas is not there yet
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet) // stays when its elements change
  }
  restyle()
  return () => cancelAnimationFrame(frame)
}
