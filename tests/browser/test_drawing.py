"""The drawing area in a real browser: strokes, keys, phones, both canvases, uploads, and what must not move."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.browser.conftest import Visits
from tests.browser.hand import (
    CANVAS,
    NOTE,
    PHONE,
    STROKES,
    WIDE,
    at_rest,
    boxes,
    draw,
    heading,
    in_one_row,
    insert_a_test_digit,
    settled,
)

OTHER_CANVAS = "canvas.upper-canvas"


@pytest.fixture(scope="module")
def opened(browser, server):
    with Visits(browser, server) as visit:
        yield visit("draw_and_predict")


@pytest.fixture
def page(opened):
    """The same page for all tests here, on a wide screen, with a blank canvas of our own."""
    opened.set_viewport_size(WIDE)
    opened.emulate_media(color_scheme="light")
    settled(opened)  # the test before may have ended while a script was running
    if not opened.get_by_role("switch", name="Predict while drawing").is_checked():
        switch_canvas(opened)
    clear = opened.locator(".pen .clear")
    if clear.is_enabled():
        clear.click()
    at_rest(opened)
    opened.get_by_text("Draw here").wait_for()
    return opened


def switch_canvas(page):
    """To the other canvas, which does not predict while somebody draws, or back."""
    canvases = page.locator(f"{CANVAS}, {OTHER_CANVAS}")
    before = canvases.element_handle()
    page.get_by_text("Predict while drawing").click()
    page.wait_for_function("canvas => !canvas.isConnected", arg=before)
    canvases.wait_for()
    settled(page)


def place(page, selector):
    """Left, top and width of an element on the page."""
    settled(page)
    box = page.locator(selector).bounding_box()
    return [round(box[side]) for side in ("x", "y", "width")]


@pytest.mark.parametrize("digit", [0, 1])
def test_a_drawn_digit_is_read(page, digit):
    draw(page, STROKES[digit])
    heading(page, digit).wait_for()
    page.locator("figcaption", has_text="28 × 28").wait_for()


def test_the_bars_follow_while_the_pen_is_down(page):
    box = page.locator(CANVAS).bounding_box()
    page.mouse.move(box["x"] + 140, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 240, steps=10)
    heading(page, 1).wait_for()  # before the pen is lifted
    page.mouse.up()


def test_both_canvases_give_the_same_ink_stand_in_the_same_place_and_have_one_undo(page):
    before = place(page, CANVAS)
    draw(page, STROKES[7])
    heading(page, 7).wait_for()
    at_rest(page)
    ink = shown_ink(page)
    switch_canvas(page)
    page.get_by_role("button", name="Edit", exact=True).wait_for()
    assert place(page, OTHER_CANVAS) == before
    assert page.get_by_role("button", name="Undo").count() == 1
    assert page.get_by_role("button", name="Redo").count() == 0
    heading(page, 7).wait_for()
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("heading", name="Draw a digit.").wait_for()
    settled(page)
    draw(page, STROKES[7], OTHER_CANVAS)
    heading(page, 7).wait_for()
    page.locator("figcaption", has_text="28 × 28").wait_for()
    settled(page)
    assert abs(shown_ink(page) - ink).mean() < 2  # of 255: edges only
    for label in ("Insert a random test digit", "Clear"):  # undo brings back what they replace
        page.get_by_role("button", name=label).click()
        heading(page, 7).wait_for(state="hidden") if label == "Clear" else page.get_by_text(NOTE).wait_for()
        page.get_by_role("button", name="Undo").click()
        heading(page, 7).wait_for()
        settled(page)


def shown_ink(page):
    """The first step from ink to network input, as on the page: (H, W) int."""
    tile = page.locator("figure.tile", has_text=re.compile("^ink")).locator("img")
    content = base64.b64decode(tile.get_attribute("src").split(",", 1)[1])
    return np.asarray(Image.open(io.BytesIO(content)), int)


def test_the_chosen_canvas_and_its_ink_are_there_after_a_look_at_another_page(page):
    draw(page, STROKES[7])
    heading(page, 7).wait_for()
    page.locator("figcaption", has_text="28 × 28").wait_for()  # the answer to the pen's last message, when it rests
    at_rest(page)
    switch_canvas(page)
    page.get_by_role("link", name="See which strokes count for the prediction").click()
    page.get_by_role("heading", name="Why this class").wait_for()
    settled(page)
    page.go_back()
    heading(page, 7).wait_for()
    settled(page)
    assert not page.get_by_role("switch", name="Predict while drawing").is_checked()
    switch_canvas(page)
    heading(page, 7).wait_for()
    draw(page, [[(40, 250), (240, 250)]])
    heading(page, 7).wait_for(state="hidden")  # the pen is alive


@pytest.mark.parametrize("width", [1280, 390])
def test_two_digits_are_read_one_by_one_and_nothing_moves(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    draw(page, [[(x - 70, y) for x, y in stroke] for stroke in STROKES[1]])
    heading(page, 1).wait_for()
    before = page.locator(".pen").bounding_box()["height"]
    draw(page, [[(x + 55, y) for x, y in stroke] for stroke in STROKES[7]])
    page.get_by_role("heading", name="These look like two digits: 1 and 7.").wait_for()
    assert page.locator(".pen").bounding_box()["height"] == pytest.approx(before, abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_undo_brings_back_what_was_drawn_over_cleared_or_replaced(page):
    undo, clear = (page.get_by_role("button", name=name) for name in ("Undo", "Clear"))
    note = page.get_by_text(NOTE)
    draw(page, STROKES[1])
    heading(page, 1).wait_for()
    draw(page, STROKES[0])
    heading(page, 1).wait_for(state="hidden")
    undo.click()
    heading(page, 1).wait_for()
    clear.click()
    page.get_by_role("heading", name="Draw a digit.").wait_for()
    undo.click()
    heading(page, 1).wait_for()
    insert_a_test_digit(page)
    undo.click()
    note.wait_for(state="hidden")
    heading(page, 1).wait_for()
    insert_a_test_digit(page)
    clear.click()
    note.wait_for(state="hidden")
    undo.click()
    note.wait_for()  # the picture that comes back has its note


def test_a_1_is_drawn_by_keys_alone(page):
    hint = page.locator(".pen .keys")
    focus_by_tab(page, CANVAS)
    assert hint.is_visible()
    press(page, *["Shift+ArrowLeft", "Shift+ArrowUp"] * 7)  # into the corner
    press(page, *["Shift+ArrowRight"] * 3, "ArrowRight", "ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown")
    press(page, "Space", *["ArrowDown"] * 16)
    heading(page, 1).wait_for()  # while the pen is still down
    press(page, "Escape")
    hint.wait_for(state="hidden")
    at_rest(page)
    heading(page, 1).wait_for()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def focus_by_tab(page, selector):
    while not page.locator(selector).evaluate("element => element === document.activeElement"):
        page.keyboard.press("Tab")


def test_keys_lift_the_pen_undo_and_clear(page):
    canvas = page.locator(CANVAS)
    canvas.focus()
    press(page, *["Shift+ArrowLeft"] * 7, "Shift+ArrowRight")
    press(page, "Space", "ArrowDown", "Space", *["Shift+ArrowRight"] * 2, "Space", "ArrowDown", "Space")
    two = canvas.evaluate(INKED_COLUMNS)
    assert two[40] and not two[80] and two[120]  # lifted on the way
    press(page, "Control+z")
    assert not canvas.evaluate(INKED_COLUMNS)[120]
    press(page, "Delete")
    page.locator(".pen .blank").wait_for()
    press(page, "Meta+z")
    assert canvas.evaluate(INKED_COLUMNS)[40]


INKED_COLUMNS = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, 280, 280)
  return [...Array(280).keys()].map(x => [...Array(280).keys()].some(y => data[4 * (280 * y + x)] > 128))
}"""


def test_the_prediction_is_announced_once_when_the_pen_rests(page):
    page.evaluate("""() => {
      window.said = []
      const region = document.querySelector('.pen [role=status]')
      new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true })
    }""")
    draw(page, STROKES[1])
    at_rest(page)
    draw(page, [[(140, 60), (140, 200)]])  # over the first: still a 1
    at_rest(page)
    assert page.evaluate("said") == ["This looks like a 1."]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_blank_canvas_invites_and_the_first_touch_ends_it(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function("s => getComputedStyle(document.querySelector('.stApp')).colorScheme === s", arg=scheme)
    assert page.locator(".bars, figure.tile, .reading").count() == 0
    assert not any(page.locator(CANVAS).evaluate(INKED_COLUMNS))  # the invitation is no ink
    assert page.locator(".pen .keys").is_hidden()
    page.locator(CANVAS).hover()
    page.mouse.down()
    page.get_by_text("Draw here").wait_for(state="hidden")
    page.mouse.up()


def test_nothing_above_the_details_moves_when_an_answer_comes(page):
    watched = (CANVAS, ".st-key-brush", ".st-key-upload")
    before = [place(page, selector) for selector in watched]
    draw(page, STROKES[7])
    at_rest(page)
    page.get_by_text("Predictions of all networks").wait_for()
    assert [place(page, selector) for selector in watched] == before


def test_on_a_phone_the_canvas_leaves_room_for_words_the_ink_keeps_its_size_and_the_steps_fit_in_one_row(page):
    page.set_viewport_size(PHONE)
    left, _, width = place(page, CANVAS)
    assert width == 240 and place(page, ".pen .beside")[0] > left + width
    draw(page, STROKES[7])
    heading(page, 7).wait_for()
    assert np.flatnonzero(page.locator(CANVAS).evaluate(INKED_COLUMNS))[[0, -1]] == pytest.approx([70, 210], abs=6)
    at_rest(page)
    assert in_one_row(boxes(page.locator(".one-row figure")))


def test_no_toolbar_takes_the_strokes_of_a_finger(page):
    page.set_viewport_size(PHONE)
    switch_canvas(page)
    on_top = f"""() => {{
      const canvas = document.querySelector('[class*=st-key-canvas-] [data-testid=stBidiComponentIsolated]').shadowRoot
        .querySelector('{OTHER_CANVAS}'), box = canvas.getBoundingClientRect(), root = canvas.getRootNode()
      return [[140, 10], [200, 10], [270, 10], [270, 30]].every(
        ([x, y]) => root.elementFromPoint(box.x + x, box.y + y) === canvas)
    }}"""
    page.locator(OTHER_CANVAS).evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
    page.wait_for_function(on_top)
    draw(page, [[(200, 12), (270, 12)]], OTHER_CANVAS)
    page.get_by_role("heading", name="Draw a digit.").wait_for(state="hidden")


def upload(page, name, content):
    page.get_by_role("button", name="Upload a picture").click()
    page.locator('input[type="file"]').last.set_input_files(
        files=[{"name": name, "mimeType": "image/png", "buffer": content}]
    )


def test_an_upload_shows_its_answer_and_can_be_undone_and_a_bad_file_is_explained(page):
    draw(page, STROKES[7])
    at_rest(page)
    upload(page, "one.png", photo_of_a_one())
    heading(page, 1).wait_for()
    page.get_by_test_id("stPopoverBody").wait_for(state="hidden")
    page.locator(".pen .undo").click()
    heading(page, 7).wait_for()
    at_rest(page)
    upload(page, "bad.png", b"no picture")
    page.get_by_text(re.compile("The file is not a PNG or JPEG picture.*The canvas is unchanged.")).wait_for()
    page.get_by_test_id("stPopoverBody").wait_for(state="hidden")
    heading(page, 7).wait_for()


def photo_of_a_one():
    image = Image.new("L", (300, 300), 230)
    ImageDraw.Draw(image).line([(150, 60), (150, 240)], fill=40, width=22)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


LATE = """
  const { send, addEventListener } = WebSocket.prototype
  Object.assign(window, { late: 0, sent: [] })
  WebSocket.prototype.send = function (message) {
    window.sent.push(performance.now())
    send.call(this, message)
  }
  WebSocket.prototype.addEventListener = function (kind, listener, ...rest) {
    const later = (event) => setTimeout(() => listener(event), window.late)
    addEventListener.call(this, kind, kind === "message" ? later : listener, ...rest)
  }"""


def test_a_slow_server_is_asked_less_often(visit):
    page = visit.blank()
    page.add_init_script(LATE)
    page.goto(f"{visit.server}/draw_and_predict")
    settled(page)
    page.evaluate("Object.assign(window, { late: 500, sent: [] })")
    box = page.locator(CANVAS).bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    while len(sent := page.evaluate("window.sent")) < 4:
        x = page.evaluate("performance.now()") % 100
        page.mouse.move(box["x"] + 60 + x, box["y"] + 60 + x)
    page.mouse.up()
    _, *later = np.diff(sent)
    assert min(later) > 700  # ms: more than the 400 that it waits for a quick server

    at_rest(page)
    page.wait_for_function("performance.now() > window.sent.at(-1) + 1500")  # so that only the stroke's begin counts
    before = page.evaluate("window.sent.length")
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 200)
    page.evaluate("new Promise((done) => setTimeout(done, 200))")  # a quick server would have been asked by now
    assert page.evaluate("window.sent.length") == before
    page.mouse.up()
    page.wait_for_function("(sent) => window.sent.length === sent", arg=before + 1)  # the whole stroke
    page.evaluate("window.late = 0")
    at_rest(page)
