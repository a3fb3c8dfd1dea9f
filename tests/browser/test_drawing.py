"""The drawing area in a real browser: keys, phones, reloads, a server that dies, and what must not move."""

import re

import numpy as np
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.browser.conftest import App
from tests.browser.hand import STROKES, draw, settled
from tests.browser.test_app import photo_of_a_one

CANVAS = ".st-key-canvas-pen canvas"
OTHER_CANVAS = "canvas.upper-canvas"


def heading(page, digit):
    return page.get_by_role("heading", name=re.compile(rf"an? {digit}\.$"))


def at_rest(page):
    page.locator(".pen .beside[aria-busy=false]").wait_for()
    settled(page)


def place(page, selector):
    """Left, top and width of an element on the page."""
    settled(page)
    box = page.locator(selector).bounding_box()
    return [round(box[side]) for side in ("x", "y", "width")]


def test_a_1_is_drawn_by_keys_alone(visit):
    page = visit("draw_and_predict")
    hint = page.locator(".pen .keys")
    page.locator(".pen .blank").wait_for()
    assert hint.is_hidden()
    while not page.locator(CANVAS).evaluate("canvas => canvas === document.activeElement"):
        page.keyboard.press("Tab")
    assert hint.is_visible()
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("ArrowDown")  # only moves: the pen is not down yet
    page.keyboard.press("Space")
    for _ in range(16):
        page.keyboard.press("ArrowDown")
    heading(page, 1).wait_for()  # while the pen is still down
    page.keyboard.press("Escape")
    assert hint.is_hidden()
    at_rest(page)
    heading(page, 1).wait_for()


def test_keys_lift_the_pen_undo_and_clear(visit):
    page = visit("draw_and_predict")
    page.locator(".pen .blank").wait_for()
    page.locator(CANVAS).focus()
    for key in ("Space", "ArrowDown", "Space", *["Shift+ArrowRight"] * 2, "Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    two = page.locator(CANVAS).evaluate(INKED_COLUMNS)
    assert not two[180] and two[220]  # lifted on the way
    page.keyboard.press("Control+z")
    assert not page.locator(CANVAS).evaluate(INKED_COLUMNS)[220]
    page.keyboard.press("Delete")
    page.locator(".pen .blank").wait_for()
    page.keyboard.press("Meta+z")
    assert page.locator(CANVAS).evaluate(INKED_COLUMNS)[140]


INKED_COLUMNS = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, 280, 280)
  return [...Array(280).keys()].map(x => [...Array(280).keys()].some(y => data[4 * (280 * y + x)] > 128))
}"""


def test_the_prediction_is_announced_once_when_the_pen_rests(visit):
    page = visit("draw_and_predict")
    page.locator(".pen .blank").wait_for()
    page.evaluate("""() => {
      window.said = []
      const region = document.querySelector('.pen [role=status]')
      new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true })
    }""")
    assert page.locator(".pen [role=status]").inner_text() == ""
    draw(page, STROKES[1])
    at_rest(page)
    draw(page, [[(140, 60), (140, 200)]])  # over the first: still a 1
    at_rest(page)
    assert page.evaluate("said") == ["This looks like a 1."]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_blank_canvas_invites_and_the_first_touch_ends_it(visit, scheme):
    page = visit("draw_and_predict", scheme=scheme)
    page.get_by_text("Draw here").wait_for()
    assert page.locator(".bars, figure.tile, .reading").count() == 0
    assert not any(page.locator(CANVAS).evaluate(INKED_COLUMNS))  # the invitation is no ink
    page.locator(CANVAS).hover()
    page.mouse.down()
    page.get_by_text("Draw here").wait_for(state="hidden")
    page.mouse.up()


def test_nothing_above_the_details_moves_when_an_answer_comes(visit):
    page = visit("draw_and_predict")
    page.locator(".pen .blank").wait_for()
    watched = (CANVAS, ".st-key-brush", ".st-key-upload")
    before = [place(page, selector) for selector in watched]
    draw(page, STROKES[7])
    at_rest(page)
    page.get_by_text("Predictions of all networks").wait_for()
    assert [place(page, selector) for selector in watched] == before


def test_on_a_phone_the_canvas_takes_the_width_and_the_ink_keeps_its_size(visit):
    page = visit("draw_and_predict", width=390, height=844)
    page.locator(".pen .blank").wait_for()
    left, _, width = place(page, CANVAS)
    assert width > 340 and abs(left - (390 - left - width)) <= 1
    draw(page, STROKES[7])
    heading(page, 7).wait_for()
    assert np.flatnonzero(page.locator(CANVAS).evaluate(INKED_COLUMNS))[[0, -1]] == pytest.approx([70, 210], abs=6)


def test_the_canvas_stays_in_its_place_in_both_modes_and_has_one_undo(visit):
    page = visit("draw_and_predict")
    page.locator(".pen .blank").wait_for()
    before = place(page, CANVAS)
    page.get_by_text("Predict while drawing").click()
    page.get_by_role("button", name="Edit", exact=True).wait_for()
    assert place(page, OTHER_CANVAS) == before
    assert page.get_by_role("button", name="Undo").count() == 1
    assert page.get_by_role("button", name="Redo").count() == 0


def test_no_toolbar_takes_the_strokes_of_a_finger(visit):
    page = visit("draw_and_predict?live=false", width=390, height=844)
    page.get_by_role("button", name="Edit", exact=True).wait_for()
    on_top = f"""() => {{
      const canvas = document.querySelector('.st-key-canvas-0 [data-testid=stBidiComponentIsolated]').shadowRoot
        .querySelector('{OTHER_CANVAS}'), box = canvas.getBoundingClientRect(), root = canvas.getRootNode()
      return [[140, 10], [200, 10], [270, 10], [270, 30]].every(
        ([x, y]) => root.elementFromPoint(box.x + x, box.y + y) === canvas)
    }}"""
    page.wait_for_function(on_top)
    draw(page, [[(200, 12), (270, 12)]], OTHER_CANVAS)
    page.get_by_role("heading", name="Draw a digit.").wait_for(state="hidden")


def test_undo_in_the_other_mode_brings_back_what_was_replaced(visit):
    page = visit("draw_and_predict?live=false")
    page.get_by_role("button", name="Edit", exact=True).wait_for()
    draw(page, STROKES[7], OTHER_CANVAS)
    heading(page, 7).wait_for()
    note = page.get_by_text("It is cropped, scaled and centred")
    for label in ("Insert a random test digit", "Clear"):
        page.get_by_role("button", name=label).click()
        heading(page, 7).wait_for(state="hidden") if label == "Clear" else note.wait_for()
        page.get_by_role("button", name="Undo").click()
        heading(page, 7).wait_for()


def choose(page, name, content):
    page.get_by_role("button", name="Upload a picture").click()
    page.locator('input[type="file"]').last.set_input_files(
        files=[{"name": name, "mimeType": "image/png", "buffer": content}]
    )


def test_an_upload_shows_its_answer_and_can_be_undone_and_a_refused_one_says_what_the_canvas_shows(visit):
    page = visit("draw_and_predict")
    draw(page, STROKES[7])
    at_rest(page)
    choose(page, "one.png", photo_of_a_one())
    heading(page, 1).wait_for()
    page.get_by_test_id("stPopoverBody").wait_for(state="hidden")
    page.locator(".pen .undo").click()
    heading(page, 7).wait_for()
    at_rest(page)
    choose(page, "bad.png", b"no picture")
    page.get_by_text("The canvas is unchanged.").wait_for()
    page.get_by_test_id("stPopoverBody").wait_for(state="hidden")
    heading(page, 7).wait_for()


def test_a_reload_brings_the_drawing_back(visit):
    page = visit("draw_and_predict")
    draw(page, STROKES[7])
    at_rest(page)
    page.reload()
    heading(page, 7).wait_for()
    at_rest(page)
    page.get_by_role("button", name="Insert a random test digit").click()
    note = page.get_by_text("It is cropped, scaled and centred")
    note.wait_for()
    text = note.inner_text()
    page.reload()
    page.get_by_text(text).wait_for()
    at_rest(page)
    page.get_by_role("link", name="Follow this drawing through the layers").click()
    page.get_by_text("Your drawing").wait_for()
    settled(page)
    page.get_by_role("link", name="Draw and predict").first.click()
    page.get_by_text(text).wait_for()
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("Draw here").wait_for()
    page.reload()
    page.get_by_text("Draw here").wait_for()
    assert page.locator(".bars").count() == 0


def test_a_full_load_of_another_page_keeps_the_drawing_for_the_canvas(visit, server):
    page = visit("draw_and_predict")
    draw(page, STROKES[7])
    heading(page, 7).wait_for()
    page.goto(f"{server}/batch_timing")
    settled(page)
    page.get_by_role("link", name="Draw and predict").first.click()
    heading(page, 7).wait_for()


class SlowLine:
    """The connection of a page to the server, on which answers can be held back."""

    def __init__(self, page):
        self.sent, self.held, self.holding = [], [], False
        page.route_web_socket("**/_stcore/stream", self.connect)

    def connect(self, browser):
        self.browser, server = browser, browser.connect_to_server()

        def forward(message):
            self.sent.append(BackMsg.FromString(message).rerun_script.fragment_id)  # "" for a whole page
            server.send(message)

        browser.on_message(forward)
        server.on_message(lambda message: self.held.append(message) if self.holding else browser.send(message))

    def hold(self):
        self.sent, self.holding = [], True

    def release(self):
        self.holding = False
        for message in self.held:
            self.browser.send(message)


@pytest.mark.parametrize("first", ["the click", "the stroke"])
def test_a_message_of_the_pen_and_a_click_on_a_link_are_never_under_way_together(browser, server, first):
    """They would meet on the server, which then may go back to the page that is being left."""
    page = browser.new_page()
    line = SlowLine(page)
    page.goto(f"{server}/draw_and_predict")
    page.get_by_text("Draw here").wait_for()
    draw(page, STROKES[7])
    at_rest(page)
    line.hold()
    actions = [
        lambda: page.get_by_role("link", name="Follow this drawing through the layers").click(),
        lambda: draw(page, [[(40, 250), (240, 250)]]),
    ]
    for act in actions if first == "the click" else reversed(actions):
        act()
    page.evaluate("1")  # by now, everything has been sent
    assert set(map(bool, line.sent)) == {first == "the stroke"}
    line.release()
    page.get_by_text("Your drawing").wait_for()
    page.close()


def test_a_drawing_and_the_next_stroke_outlive_the_server(browser, tmp_path):
    app = App(tmp_path)
    app.start()
    drawn, idle = (browser.new_page() for _ in range(2))
    try:
        for page in (drawn, idle):
            page.set_default_timeout(15_000)
            page.goto(f"{app.address}/draw_and_predict")
            page.get_by_text("Draw here").wait_for()
        draw(drawn, STROKES[7])
        at_rest(drawn)
        drawn.get_by_role("button", name="Insert a random test digit").click()
        note = drawn.get_by_text("It is cropped, scaled and centred")
        note.wait_for()
        text = note.inner_text()
        app.process.kill()
        assert "Traceback" not in app.log()
        for page in (drawn, idle):
            page.locator("[data-testid=stApp]:not([data-test-connection-state=CONNECTED])").wait_for()
        app.start()
        for page in (drawn, idle):
            page.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]").wait_for(timeout=60_000)
        draw(idle, STROKES[7])
        heading(idle, 7).wait_for()
        drawn.get_by_role("link", name="Follow this drawing through the layers").click()
        drawn.get_by_text("Your drawing").wait_for()
        settled(drawn)
        drawn.get_by_role("link", name="Draw and predict").first.click()
        drawn.get_by_text(text).wait_for()
    finally:
        drawn.close()
        idle.close()
        app.process.terminate()
    assert "Traceback" not in app.log()
