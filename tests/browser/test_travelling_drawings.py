"""Drawings that travel: a link brings one to another browser, by mouse, finger and keyboard."""

import numpy as np
import pytest

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


@pytest.mark.parametrize("by", ["mouse", "finger", "keyboard"])
def test_a_link_brings_the_same_ink_and_the_same_prediction_to_another_browser(visit, by):
    page = visit("draw_and_predict?brush=26", **PHONE, has_touch=by == "finger")
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
    other = visit(link.removeprefix(visit.server + "/"), **PHONE)
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
