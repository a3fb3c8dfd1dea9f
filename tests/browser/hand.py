"""Drawing digits with the mouse, for the browser tests and for docs/screenshots.py."""

STROKES = {  # digit: its strokes, in pixels of a canvas of 280 by 280
    0: [[(140, 50), (90, 80), (75, 140), (90, 205), (140, 230), (190, 205), (205, 140), (190, 80), (140, 50)]],
    1: [[(140, 40), (140, 240)]],
    7: [[(80, 60), (200, 60), (130, 230)]],
}


def draw(page, strokes, canvas=".st-key-canvas-pen canvas"):
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


def settled(page):
    """Wait until the page is there and no script is running."""
    page.locator("h1").first.wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
