// On a phone, the sidebar covers the page: it closes when its reader goes to another page, and when the app is opened.
//
// Streamlit closes it at a tap beside it, and remembers across visits whether it was open.

const narrow = matchMedia("(max-width: 768px)") // where Streamlit lays the sidebar over the page

function close() {
  if (narrow.matches) document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
}

if (!window.menuCloses) {
  window.menuCloses = true
  addEventListener("click", ({ target }) => target.closest("[data-testid=stSidebar] a") && close())
  close()
}
