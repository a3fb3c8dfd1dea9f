"""Pages that are opened with a drawing in their address, run headless."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnistcore import load_mnist
from tests.pages.apps import APP, draw, page, run, told
from ui.components import strokes
from ui.components.ink_code import Ink, encode

PAGES = ["draw_and_predict", "layer_activations", "why_this_class"]
LOOKING = PAGES[1:]  # into a drawing, without changing it
(_, _), (x_test, t_test) = load_mnist(source="sample", normalize=False)
SEVEN = [{"width": 20, "points": [[80, 60], [200, 60], [130, 230]]}]
ONE = [{"width": 14, "points": [[140, 40], [140, 240]]}]


def ink_of(at):
    return at.session_state["canvas"].ink


def beside(at):
    """What stands beside the canvas."""
    return next(data for data in told(at) if "beside" in data)


def sentences(at):
    return " ".join(element.value.replace("\\", "") for element in (*at.error, *at.info))


@pytest.mark.parametrize("name", PAGES)
def test_a_link_puts_its_drawing_on_the_canvas_and_chooses_it(name, cache):
    at = run(page(name), ink=encode(Ink(SEVEN)), network="cnn")
    assert not at.error and not at.info
    assert np.abs(ink_of(at).astype(int) - strokes.paint(SEVEN)).mean() < 2
    if name == "draw_and_predict":
        assert "a 7." in beside(at)["beside"]
        assert beside(at)["strokes"][0]["width"] == 20
    else:
        assert at.session_state["input"] == "drawing"
        assert any("Your drawing" in m.value and "**7**" in m.value for m in at.markdown)


@pytest.mark.parametrize("name", PAGES)
def test_a_digit_under_the_strokes_comes_from_its_number(name):
    at = run(page(name), ink=encode(Ink(ONE, ("sample", "test", 7))))
    alone = run(page(name), ink=encode(Ink([], ("sample", "test", 7))))
    assert at.session_state["canvas"].picture.name == "sample.test.7"
    assert f"Test digit 7, labelled {t_test[7]}." in str(at.session_state["canvas"].note)
    expected = np.maximum(ink_of(alone), strokes.paint(ONE))
    np.testing.assert_array_equal(ink_of(at), expected)


@pytest.mark.parametrize(
    ("digit", "words"),
    [
        (("mnist", "test", 9999), "test digit 9,999 of MNIST"),
        (("sample", "train", 1000), "train digit 1,000 of the built-in sample"),
        (("letters", "test", 1), "test digit 1 of letters"),
    ],
)
@pytest.mark.parametrize("name", PAGES)
def test_without_the_digit_the_strokes_are_shown_and_a_sentence(name, digit, words, monkeypatch):
    monkeypatch.setenv("MNISTCORE_DATA", "")
    at = run(page(name), ink=encode(Ink(SEVEN, digit)))
    assert f"This link has {words} under the strokes" in sentences(at)
    assert at.session_state["canvas"].picture is None
    assert np.abs(ink_of(at).astype(int) - strokes.paint(SEVEN)).mean() < 2
    alone = run(page(name), ink=encode(Ink([], digit)))
    assert words in sentences(alone) and at.session_state["canvas"].picture is None


@pytest.mark.parametrize("text", ["x", encode(Ink(SEVEN))[:-4], "A" * 9_000, "<script>", "sample.test.7.", ""])
@pytest.mark.parametrize("name", PAGES)
def test_a_damaged_link_says_so_and_does_nothing_else(name, text):
    at = run(page(name), ink=text)
    assert "The drawing in this link is" in at.error[0].value and len(at.error) == 1
    assert "canvas" not in at.session_state or ink_of(at) is None
    assert at.query_params == {}
    at.run()
    assert not at.error and not at.exception


@pytest.mark.parametrize("lang", ["ja", "zh"])
def test_a_damaged_link_is_explained_in_the_visitors_language(lang):
    at = run(page("why_this_class"), ink="x", lang=lang)
    assert {"ja": "壊れています", "zh": "已损坏"}[lang] in at.error[0].value


def test_where_one_draws_the_address_loses_the_ink_at_once():
    at = run(page("draw_and_predict"), ink=encode(Ink(SEVEN)), network="cnn")
    assert at.query_params == {"network": "cnn"}


@pytest.mark.parametrize("name", LOOKING)
def test_where_one_looks_the_address_keeps_the_ink_while_it_is_shown(name):
    code = encode(Ink(SEVEN))
    at = run(page(name), ink=code)
    assert at.query_params == {"ink": code, "input": "drawing"}
    at.button_group(key="input").set_value("digit").run()
    assert at.query_params == {}


@pytest.mark.parametrize("name", LOOKING)
def test_back_to_a_link_keeps_what_has_been_drawn_since(name, monkeypatch):
    code = encode(Ink(SEVEN))
    at = AppTest.from_file(APP, default_timeout=30)
    at.query_params = {"ink": code}
    at.switch_page(page(name)).run()
    assert at.query_params == {"ink": code, "input": "drawing"}
    ink = np.zeros((280, 280), np.uint8)
    ink[40:240, 130:150] = 255
    draw(at, ink, version=1)
    at.query_params = {}
    at.switch_page(page("draw_and_predict")).run()
    np.testing.assert_array_equal(ink_of(at), ink)
    monkeypatch.setattr("ui.url_state.went_through_history", lambda: True)
    at.query_params = {"ink": code, "input": "drawing"}
    at.switch_page(page(name)).run()
    np.testing.assert_array_equal(ink_of(at), ink)
    assert at.query_params == {"input": "drawing"}
    assert any("**1**" in m.value for m in at.markdown)


def test_the_other_canvas_gets_the_strokes_as_a_picture():
    at = run(page("draw_and_predict"), ink=encode(Ink(SEVEN)), live="false")
    sheet = at.session_state["canvas"]
    assert sheet.live is False and not sheet.strokes
    assert np.abs(ink_of(at).astype(int) - strokes.paint(SEVEN)).mean() < 2


def opened_popover(at):
    """The page with the popover of the link open, and what is in it: the text to be copied, and the captions."""
    at.session_state["copy-link"] = True
    at.run()
    assert not at.exception
    texts = [data.get("text") for data in told(at)]
    return next(filter(None, texts), None), " ".join(caption.value for caption in at.caption)


def test_the_link_has_the_strokes_and_the_settings():
    code = encode(Ink(SEVEN, ("sample", "test", 7)))
    at = run(page("draw_and_predict"), ink=code, network="cnn", lang="ja", brush="30")
    text, _ = opened_popover(at)
    query = dict(part.split("=") for part in text.partition("?")[2].split("&"))
    assert query == {"ink": code, "network": "cnn", "lang": "ja", "brush": "30"}


def test_what_does_not_fit_into_a_link_is_said_to_be_left_out():
    blank = run(page("draw_and_predict"))
    assert opened_popover(blank)[0] is None and "The canvas is blank" in opened_popover(blank)[1]
    at = run(page("draw_and_predict"), ink=encode(Ink(SEVEN)))
    sheet = at.session_state["canvas"]
    sheet.put_strokes(SEVEN, sheet.ink, sheet.picture)
    assert "left out" not in opened_popover(at)[1]
    photo = run(page("draw_and_predict"))
    photo.session_state["canvas"].put(np.full((280, 280), 90, np.uint8), "a photo")
    text, captions = opened_popover(photo)
    assert text is None and "The picture under the strokes is left out" in captions
