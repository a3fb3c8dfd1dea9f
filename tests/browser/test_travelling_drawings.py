"""Drawings that travel, by mouse, finger and keyboard: in a link to another browser, and in the history's files."""

import json
import re
import zipfile
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from mnistcore.files.idx import read_idx
from tests.browser.conftest import Visits
from tests.browser.hand import (
    PHONE,
    STROKES,
    at_rest,
    draw,
    draw_by_finger,
    heading,
    insert_a_test_digit,
    settled,
)
from ui.components.ink_code import decode

CANVAS = ".st-key-canvas-pen canvas"
PIXELS = "canvas => [...canvas.getContext('2d').getImageData(0, 0, 280, 280).data].filter((_, i) => i % 4 === 0)"
CURVED = [[(200, 60), (90, 60), (70, 140), (150, 120), (215, 170), (160, 235), (60, 220)]]  # a 5


def ink(page):
    """The ink as the browser shows it: (280, 280) int."""
    return np.array(page.locator(CANVAS).evaluate(PIXELS)).reshape(280, 280)


def copied_link(page, press=lambda button: button.click()):
    """The link that the clipboard has after a press on the button."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(page.get_by_role("button", name="Copy link"))
    page.get_by_role("status").filter(has_text="Copied.").wait_for()
    settled(page)
    link = page.evaluate("navigator.clipboard.readText()")
    assert page.get_by_role("textbox", name="Link to this drawing").input_value() == link
    return link


@pytest.fixture(scope="module")
def browsers(browser, server):
    """One in which to draw, and another."""
    with Visits(browser, server) as visit:
        yield visit("draw_and_predict?brush=26", **PHONE, has_touch=True), visit.blank(**PHONE)


@pytest.mark.parametrize("by", ["mouse", "finger", "keyboard"])
def test_a_link_brings_the_same_ink_and_the_same_prediction_to_another_browser(browsers, by):
    page, other = browsers
    page.keyboard.press("Escape")  # the link of the test before
    if page.locator(".pen .clear").is_enabled():
        page.locator(".pen .clear").click()
        at_rest(page)
    by_key = lambda button: (button.focus(), page.keyboard.press("Enter"))  # noqa: E731
    press = {"mouse": lambda button: button.click(), "finger": lambda button: button.tap(), "keyboard": by_key}[by]
    if by == "keyboard":
        page.locator(CANVAS).focus()
        for key in ["Shift+ArrowUp"] * 2 + ["Space"] + ["Shift+ArrowDown"] * 5 + ["Escape"]:
            page.keyboard.press(key)
    else:
        (draw if by == "mouse" else draw_by_finger)(page, CURVED)
    at_rest(page)
    link = copied_link(page, press)
    assert page.evaluate("location.search") == "?brush=26" and len(link) < 300
    other.goto(link)
    settled(other)
    assert np.abs(ink(other) - ink(page)).mean() < 2  # of 255: edges
    assert other.locator(".pen .heading").inner_text() == page.locator(".pen .heading").inner_text()
    assert other.evaluate("location.search") == "?brush=26"


def test_where_copying_is_refused_the_link_is_selected_and_a_sentence_says_so(visit):
    page = visit.blank()
    page.add_init_script("""
      Object.defineProperty(navigator, "clipboard", { value: undefined })
      document.execCommand = () => false""")
    page.goto(f"{visit.server}/draw_and_predict")
    settled(page)
    draw(page, STROKES[7])
    at_rest(page)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("The browser didn't copy it.").wait_for()
    field = page.get_by_role("textbox", name="Link to this drawing")
    assert field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == field.input_value()


def test_a_reload_after_a_link_keeps_the_later_drawing_and_undo_the_earlier_one(visit):
    page = visit("draw_and_predict")
    draw(page, STROKES[1])
    at_rest(page)
    link = copied_link(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Clear").click()
    draw(page, STROKES[0])
    heading(page, 0).wait_for()
    at_rest(page)
    page.goto(link)
    heading(page, 1).wait_for()
    at_rest(page)
    page.locator(".pen .undo").click()  # the stroke of the link
    page.locator(".pen .undo").click()
    heading(page, 0).wait_for()
    at_rest(page)
    page.reload()
    heading(page, 0).wait_for()


def test_a_drawing_over_a_test_digit_opens_on_the_layers_and_goes_on_on_the_canvas(visit):
    page = visit("draw_and_predict")
    insert_a_test_digit(page)
    draw(page, STROKES[1])
    at_rest(page)
    link = copied_link(page).replace("draw_and_predict", "layer_activations")
    other = visit(link.removeprefix(visit.server + "/"))
    other.get_by_text("Your drawing").wait_for()
    other.reload()
    other.get_by_text("Your drawing").wait_for()
    settled(other)
    other.get_by_role("link", name="Draw and predict").first.click()
    other.locator(CANVAS).wait_for()
    at_rest(other)
    assert np.abs(ink(other) - ink(page)).mean() < 2
    other.locator(".pen .undo").click()
    at_rest(other)
    assert 0 < (ink(other) > 0).sum() < (ink(page) > 0).sum()  # the digit without the stroke


def open_history(page):
    page.locator(".st-key-history summary").click()
    page.get_by_text("drawings are kept here until you reload").wait_for()
    settled(page)


def cards(page, count):
    """The cards of the history, the last drawing first, when there are so many."""
    cards = page.locator(".drawings li")
    page.wait_for_function(CARDS, arg=count)
    settled(page)
    return cards


CARDS = """count => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")].some(
  (e) => e.shadowRoot?.querySelectorAll(".drawings li").length === count)"""


def draw_and_clear(page, digit):
    draw(page, STROKES[digit])
    at_rest(page)
    page.get_by_role("button", name="Clear").click()
    at_rest(page)


def test_the_history_keeps_each_drawing_scores_it_and_brings_it_back(visit, tmp_path):
    page = visit("draw_and_predict")
    for digit in (7, 1):
        draw_and_clear(page, digit)
    open_history(page)
    assert "Read as 1" in cards(page, 2).nth(0).inner_text()
    draw(page, STROKES[0])  # while it is open
    assert "Read as 0" in cards(page, 3).nth(0).inner_text()
    cards(page, 3).nth(1).get_by_role("radio", name="1").check()
    page.get_by_text("Read correctly by our MLP: 1 of 1").wait_for()
    cards(page, 3).nth(2).get_by_role("radio", name="1").check()
    page.get_by_text("Read correctly by our MLP: 1 of 2").wait_for()
    assert [card.split("\n")[0] for card in cards(page, 3).all_inner_texts()] == [
        "Read as 0 (> 99.9%).",
        "Read as 1 (> 99.9%). Correct",
        "Read as 7 (> 99.9%). Wrong",
    ]
    page.get_by_role("button", name=re.compile("Put drawing 1 back")).click()
    heading(page, 7).wait_for()
    settled(page)
    cards(page, 3)
    page.locator(".pen .undo").click()  # its stroke
    page.locator(".pen .undo").click()
    heading(page, 0).wait_for()
    at_rest(page)
    cards(page, 3)
    files_can_be_read_and_brought_back(page, visit, tmp_path)


def files_can_be_read_and_brought_back(page, visit, tmp_path):
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as IDX").click()
    with zipfile.ZipFile(download.value.path()) as both:
        both.extractall(tmp_path)
    assert read_idx(tmp_path / "drawings-labels-idx1-ubyte").tolist() == [1, 1]
    assert read_idx(tmp_path / "drawings-images-idx3-ubyte").shape == (2, 28, 28)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as JSON").click()
    path = tmp_path / "drawings.json"
    download.value.save_as(path)
    entries = json.loads(path.read_text(encoding="utf-8"))["drawings"]
    assert [(entry["meant"], entry["read"]["as"]) for entry in entries] == [(1, 7), (1, 1), (None, 0)]
    other = visit("draw_and_predict", **PHONE)
    open_history(other)
    bring_back(other, path)
    other.get_by_text("3 drawings were added.").wait_for()
    other.get_by_text("Read correctly by our MLP: 1 of 2").wait_for()
    cards(other, 3)
    path.write_text("{}", encoding="utf-8")
    bring_back(other, path)
    other.get_by_text("There are no drawings in this file").wait_for()
    cards(other, 3)


def bring_back(page, path):
    page.get_by_role("button", name="Bring drawings back").click()
    page.locator('input[type="file"]').last.set_input_files(path)
    page.get_by_test_id("stPopoverBody").wait_for(state="hidden")


@pytest.mark.parametrize("by", ["finger", "keyboard"])
def test_the_history_works_without_a_mouse(visit, by):
    page = visit("draw_and_predict", **PHONE, has_touch=by == "finger")
    draw_by_finger(page, STROKES[7]) if by == "finger" else draw(page, STROKES[7])
    at_rest(page)
    open_history(page)
    card = cards(page, 1).first
    if by == "finger":
        card.get_by_text("7", exact=True).locator("..").tap()
    else:
        card.get_by_role("radio", name="0").focus()
        for _ in range(7):
            page.keyboard.press("ArrowRight")
        assert card.get_by_role("radio", name="7").evaluate("radio => radio.matches(':focus')")
    page.get_by_text("Read correctly by our MLP: 1 of 1").wait_for()
    draw(page, [[(40, 250), (240, 250)]])
    at_rest(page)
    put_back = page.get_by_role("button", name="Put drawing 1 back")
    cards(page, 1)
    if by == "finger":
        put_back.tap()
    else:
        put_back.focus()
        page.keyboard.press("Enter")
    settled(page)
    assert page.locator(CANVAS).bounding_box()["y"] >= 0  # scrolled into view


def test_drawings_of_the_other_canvas_are_kept_too(visit):
    page = visit("draw_and_predict?live=false")
    open_history(page)
    page.locator("canvas.upper-canvas").wait_for()
    draw(page, STROKES[7], "canvas.upper-canvas")
    heading(page, 7).wait_for()
    cards(page, 1)
    draw(page, [[(100, 150), (180, 150)]], "canvas.upper-canvas")
    settled(page)
    cards(page, 1)
    code = parse_qs(urlsplit(copied_link(page)).query)["ink"][0]
    seven, dash = (np.array(stroke["points"]) for stroke in decode(code).strokes)
    for points, (first, *_, last) in ((seven, STROKES[7][0]), (dash, [(100, 150), (180, 150)])):
        np.testing.assert_allclose(points[[0, -1]], [first, last], atol=2)
    page.keyboard.press("Escape")
    page.locator(".st-key-clear button").click()
    page.get_by_role("heading", name="Draw a digit.").wait_for()
    settled(page)
    page.get_by_role("button", name="Put drawing 1 back").click()
    heading(page, 7).wait_for()
    cards(page, 1)
