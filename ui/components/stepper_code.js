// The text of a program, for stepper.js: its lines, and which of them runs.

class Code {
  // onClick(number of the line, from 1; number of the expression clicked, or undefined)
  constructor(list, onClick) {
    Object.assign(this, { list, onClick })
  }

  // reached: the lines that the program runs; changed: the one that was changed to break it.
  write(lines, reached, changed) {
    this.list.replaceChildren(...lines.map((parts, index) => this.line(parts, index + 1, reached, changed)))
  }

  line(parts, number, reached, changed) {
    const row = element("div", `line${reached.has(number) ? " reached" : ""}${number === changed ? " broken" : ""}`)
    Object.assign(row, parts.length ? { id: `line-${number}`, role: "option" } : { ariaHidden: "true" })
    row.dataset.number = number
    const texts = parts.map(([text, kind, site]) => {
      const part = element("span", kind ?? "", text)
      if (site !== null) part.dataset.site = site
      return part
    })
    const code = element("code", "", ...texts)
    code.style.setProperty("--indent", 4 + parts.map(([text]) => text).join("").search(/\S|$/))
    row.append(code)
    row.onclick = (event) => this.onClick(number, event.target.dataset.site)
    return row
  }

  // Light the line of a step, and underline its expressions that open.
  light({ line, kind, seen }) {
    this.list.classList.remove("asking")
    for (const old of this.list.querySelectorAll(".lit, .opens")) {
      old.classList.remove("lit", "wrong", "opens")
      old.removeAttribute("aria-selected")
    }
    const row = this.list.children[line - 1]
    row.classList.add("lit")
    row.classList.toggle("wrong", kind === "error")
    row.setAttribute("aria-selected", "true")
    for (const part of row.querySelectorAll("[data-site]")) part.classList.toggle("opens", part.dataset.site in seen)
    this.list.setAttribute("aria-activedescendant", row.id)
    this.scrollTo(row)
  }

  // Light the line that runs next. Comments are hidden, since they may tell what it does.
  ask(step) {
    this.light({ ...step, kind: "asked", seen: {} })
    this.list.classList.add("asking")
  }

  scrollTo({ offsetTop, offsetHeight }) {
    const { scrollTop, clientHeight } = this.list
    if (offsetTop < scrollTop + offsetHeight || offsetTop + 2 * offsetHeight > scrollTop + clientHeight)
      this.list.scrollTop = offsetTop - clientHeight / 3
  }
}
