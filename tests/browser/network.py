"""The network view, as its tests see it: where its units are, which one is pointed at, and what stands below."""

CANVAS, READOUT = ".st-key-network-view canvas", ".st-key-network-view .readout"
HOST = ".st-key-network-view [data-painted]"

# Point from right to left until each unit was met, and then find its middle: the view says what is pointed at.
PLACES = """(canvas, units) => {
  const { host } = canvas.getRootNode(), { width, height } = canvas.getBoundingClientRect(), met = {}
  const unitAt = (right, down) => {
    const { x, y } = canvas.getBoundingClientRect() // may change: what stands below is of several heights
    const at = { clientX: x + right, clientY: y + down }
    canvas.dispatchEvent(new PointerEvent("pointermove", { pointerType: "mouse", ...at }))
    return host.dataset.pointed
  }
  for (let right = width - 4; right > 0 && !units.every((unit) => met[unit]); right -= 7)
    for (let down = 4; down < height; down += 7) met[unitAt(right, down)] ??= [right, down]
  const places = units.map((unit) => {
    const [right, down] = met[unit]
    const reach = (dx, dy) => {
      let n = 1
      while (unitAt(right + n * dx, down + n * dy) === unit) n++
      return n
    }
    return { x: right + (reach(1, 0) - reach(-1, 0)) / 2, y: down + (reach(0, 1) - reach(0, -1)) / 2 }
  })
  unitAt(0, 0) // nothing is
  return places
}"""


def places(page, *units):
    """Where (stage, unit) are, in pixels of the canvas. The image is stage 0, at which one cannot point."""
    return page.locator(CANVAS).evaluate(PLACES, [f"{stage},{unit}" for stage, unit in units])


def point(page, stage, unit):
    (place,) = places(page, (stage, unit))
    page.locator(CANVAS).hover(position=place)
    is_pointed_at(page, stage, unit)


def click(page, stage, unit):
    (place,) = places(page, (stage, unit))
    page.locator(CANVAS).click(position=place)


def is_pointed_at(page, stage, unit):
    page.locator(f".st-key-network-view [data-pointed='{stage},{unit}']").wait_for()


def pointed(page):
    """(stage, unit) of the unit that is pointed at."""
    return tuple(map(int, page.locator(HOST).get_attribute("data-pointed").split(",")))


SHOWN = """readout => [...readout.querySelectorAll("dt")].map((name) => {
  const { nextElementSibling: value } = name
  const terms = [...value.querySelectorAll("span")].map((term) => [...term.childNodes].map((e) => e.textContent.trim()))
  return [name.textContent, terms.length ? terms : value.textContent]
})"""


def shown(page):
    """What stands below the picture: {name: text, or [[unit, contribution], ...]}."""
    return dict(page.locator(READOUT).evaluate(SHOWN))


# Whether the middle of all pixels in the colour of a frame is near this place.
FRAMED = """([canvas, at]) => {
  const scale = canvas.width / canvas.clientWidth
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
  let [count, x, y] = [0, 0, 0]
  for (let i = 0; i < data.length; i += 4)
    if (Math.abs(data[i] - 79) < 9 && Math.abs(data[i + 1] - 209) < 9 && Math.abs(data[i + 2] - 193) < 9) {
      count += 1
      x += ((i / 4) % canvas.width) / scale
      y += Math.floor(i / 4 / canvas.width) / scale
    }
  return count > 20 && Math.hypot(x / count - at.x, y / count - at.y) < 20
}"""


def has_its_frame_at(page, place):
    page.wait_for_function(FRAMED, arg=[page.locator(CANVAS).element_handle(), place])
