"""Digits as people all over the world draw them, by mouse and by touch: tests/ui/drawing has them in more hands."""

import re

import pytest

from tests.browser import forms
from tests.browser.conftest import Visits
from tests.browser.hand import CANVAS, PHONE, WIDE

MLP, CNN = ("mlp", WIDE), ("cnn", PHONE)


@pytest.fixture(scope="module")
def answer(browser, server, request):
    """answer(strokes, pen) -> the headline for the drawing, on one page for all tests of a network."""
    name, size = request.param
    with Visits(browser, server) as visit:
        page = visit(f"draw_and_predict?network={name}&view=false", **size, has_touch=True)
        page.locator(CANVAS).scroll_into_view_if_needed()
        box = page.locator(CANVAS).bounding_box()
        session = page.context.new_cdp_session(page)

        def answer(strokes, pen):
            page.evaluate("document.querySelector('.pen .clear').click()")
            for stroke in strokes:
                pen(session, [[box[k] + v * box["width"] / 280 for k, v in zip("xy", p, strict=True)] for p in stroke])
            page.locator(".pen .beside[aria-busy=false]").wait_for()
            return page.locator(".pen .heading").first.text_content()

        yield answer


def mouse(session, points):
    for number, (x, y) in enumerate(points):
        send(session, "Mouse", type="mouseMoved" if number else "mousePressed", button="left", buttons=1, x=x, y=y)
    send(session, "Mouse", type="mouseReleased", button="left", x=x, y=y)


def finger(session, points):
    for number, (x, y) in enumerate(points):
        send(session, "Touch", type="touchMove" if number else "touchStart", touchPoints=[{"x": x, "y": y}])
    send(session, "Touch", type="touchEnd", touchPoints=[])


def send(session, device, **event):
    session.send(f"Input.dispatch{device}Event", event)


@pytest.mark.parametrize(("answer", "pen"), [(MLP, mouse), (CNN, finger)], indirect=["answer"], ids=["mouse", "finger"])
@pytest.mark.parametrize("form", forms.DIGITS)
def test_a_form_is_read(answer, form, pen):
    digit, strokes = forms.DIGITS[form]
    said = answer(forms.by_hand(strokes, hand=1), pen)
    assert re.findall(r"\d", said)[:1] == [str(digit)], said


@pytest.mark.parametrize("answer", [CNN], indirect=True, ids=["cnn"])
@pytest.mark.parametrize("strokes", [forms.LETTERS["A"], forms.SCRIBBLES["coil"]], ids=["A", "coil"])
def test_the_cnn_doubts_that_a_letter_or_a_scribble_is_a_digit(answer, strokes):
    assert answer(forms.by_hand(strokes, hand=0), finger) == "This may be no digit."
