"""What the browser tests and docs/screenshots.py share: screens, drawing with the mouse, and waiting for a page."""

import re

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PROJECTOR = {"width": 1280, "height": 720}

CANVAS = ".st-key-canvas-pen canvas"
STROKES = {  # digit: its strokes, in pixels of a canvas of 280 by 280
    0: [[(140, 50), (90, 80), (75, 140), (90, 205), (140, 230), (190, 205), (205, 140), (190, 80), (140, 50)]],
    1: [[(140, 40), (140, 240)]],
    7: [[(80, 60), (200, 60), (130, 230)]],
}
NOTE = "It is cropped, scaled and centred"  # of a random test digit


def draw(page, strokes, canvas=CANVAS):
    """Draw strokes, lists of (x, y) points of a canvas of 280 by 280, on the canvas that the selector finds."""
    canvas = page.locator(canvas)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    scale = box["width"] / 280
    for points in strokes:
        for number, (x, y) in enumerate(points):
            page.mouse.move(box["x"] + scale * x, box["y"] + scale * y, steps=5)
            if number == 0:
                page.mouse.down()
        page.mouse.up()


def draw_by_finger(page, strokes, canvas=".st-key-canvas-pen canvas"):
    """As `draw`, on a touch screen."""
    canvas = page.locator(canvas)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    scale = box["width"] / 280
    for points in strokes:
        drag_by_finger(page, [(box["x"] + scale * x, box["y"] + scale * y) for x, y in points])
    page.locator("h1").tap()  # Chromium may ignore the first tap after a swipe


def drag_by_finger(page, points):
    """Drag a finger over points (x, y) of the screen, and lift it."""
    device = page.context.new_cdp_session(page)
    for number, (x, y) in enumerate(points):
        kind = "touchMove" if number else "touchStart"
        device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    device.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    device.detach()


UNFINISHED = ", ".join(
    (
        "[data-testid=stSkeleton]",
        "[data-stale=true]",
        ".player:not([aria-label])",
        "[data-testid=stBidiComponentIsolated]:not([data-filled], [class*=st-key-canvas-] *)",  # canvas-: not ours
    )
)
AT_REST = f"""() => document.querySelector("h1")
    && document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]")
    && !document.querySelector("{UNFINISHED}")"""


def settled(page):
    """Wait until no script is running and everything is on the page, and the browser has nothing left to do.

    A script ends up to a second before the page is complete. Until then, the style sheet hides what stands below
    elements that are still loading: what is hidden takes no focus, or loses it, and a key pressed then is lost.
    """
    while True:
        page.wait_for_function(AT_REST, polling=50)  # in milliseconds: a page in the background has no frames
        page.evaluate("() => new Promise((done) => requestIdleCallback(done, { timeout: 1000 }))")
        if page.evaluate(AT_REST):
            return


def heading(page, digit):
    """The prediction, where the drawing is read as this digit."""
    return page.get_by_role("heading", name=re.compile(rf"an? {digit}\.$"))


def at_rest(page):
    """Wait until all messages of the drawing area have been answered."""
    page.locator(".pen .beside[aria-busy=false]").wait_for()
    settled(page)


def insert_a_test_digit(page):
    page.get_by_role("button", name="Insert a random test digit").click()
    page.get_by_text(NOTE).wait_for()


def boxes(locator):
    locator.first.wait_for()
    return [element.bounding_box() for element in locator.all()]


def in_one_row(boxes):
    """Whether all boxes overlap vertically, and stand from left to right without overlapping."""
    beside = all(a["x"] + a["width"] <= b["x"] for a, b in zip(boxes, boxes[1:], strict=False))
    return beside and max(b["y"] for b in boxes) < min(b["y"] + b["height"] for b in boxes)
