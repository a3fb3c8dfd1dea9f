"""The folded panel of drawings on Draw and predict, run headless."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnistcore import load_mnist, load_network
from tests.pages.apps import draw, draw_then_tell, page, seed_own_file
from ui import models
from ui.components.strokes import paint
from ui.drawing.history_files import as_json

PAGE = page("draw_and_predict")
ONE = paint([{"width": 20, "points": [[140, 40], [140, 240]]}])
SEVEN = paint([{"width": 20, "points": [[80, 60], [200, 60], [130, 230]]}])
(_, _), (x_test, _) = load_mnist(source="sample", normalize=False)


@pytest.fixture
def at():
    """The page with a 1 on the canvas, and the panel open."""
    at = AppTest.from_file(PAGE, default_timeout=30)
    draw(at, ONE)
    at.session_state["history"] = True
    at.run()
    assert not at.exception
    return at


def cards(at):
    """What is on the cards, the last drawing first."""
    data = [json.loads(each.proto.json) for each in at.get("bidi_component")]
    return next((each["cards"] for each in data if "cards" in each), [])


def kept(at):
    return at.session_state["drawings of this visit"].drawings


def words(at):
    return " ".join(element.value for element in (*at.markdown, *at.caption, *at.error)).replace("\\", "")


def test_the_panel_is_closed_at_first_and_keeps_the_drawing_all_the_same():
    at = AppTest.from_file(PAGE, default_timeout=30)
    draw(at, ONE)
    at.run()
    assert len(kept(at)) == 1 and not cards(at)


def test_an_empty_history_says_what_will_be_there():
    at = AppTest.from_file(PAGE, default_timeout=30)
    at.session_state["history"] = True
    at.run()
    assert "The last 50 drawings are kept here" in words(at) and not cards(at)
    assert not at.get("download_button")


def test_a_card_says_what_was_read_and_the_score_counts_what_was_meant(at):
    assert "Read as 1" in cards(at)[0]["html"] and cards(at)[0]["meant"] is None
    assert "the score of our MLP appears here" in words(at)
    for meant, score in ((1, "**1 of 1**"), (4, "**0 of 1**"), ("no digit", "**0 of 1**")):
        kept(at)[0].meant = meant
        at.run()
        assert f"Read correctly by our MLP: {score}" in words(at) and cards(at)[0]["meant"] == str(meant)


def test_another_network_reads_the_drawings_anew(at):
    at.selectbox(key="network").set_value("cnn").run()
    kept(at)[0].meant = int(load_network("cnn").predict(kept(at)[0].image[None])[0])
    at.run()
    assert "Read correctly by our CNN: **1 of 1**" in words(at)


def test_the_name_of_an_own_file_is_shown_as_it_is(at):
    seed_own_file(at, name="**bold**.npz", W1=np.zeros((784, 10)), b1=np.zeros(10))
    at.selectbox(key="network").set_value("own").run()
    assert any(r"the score of \*\*bold\*\*\.npz appears" in element.value for element in at.markdown)


def test_test_digits_are_no_drawings_of_this_visit(at):
    at.button(key="insert").click().run()
    assert len(kept(at)) == 1


def test_a_drawing_that_is_put_back_is_on_the_canvas_and_is_not_kept_twice(at):
    draw(at, SEVEN)
    at.session_state["canvas-pen"]["drawing"]["strokes"] = [{"width": 20, "points": [[80, 60], [200, 60]]}]
    at.run()
    assert len(kept(at)) == 2
    first = kept(at)[0]
    at.session_state["canvas"].put_strokes(first.strokes, first.ink, first.picture)
    at.run()
    np.testing.assert_array_equal(at.session_state["canvas"].ink, ONE)
    assert len(kept(at)) == 2


def test_the_other_canvas_keeps_its_drawing_and_the_page_comes_to_rest():
    at = AppTest.from_file(PAGE, default_timeout=30)
    at.query_params["live"] = "false"
    at.session_state["history"] = True
    draw_then_tell(at, ONE)
    at.run()
    assert not at.exception and len(kept(at)) == 1 and len(cards(at)) == 1


def test_a_file_brings_drawings_back_and_says_how_many(at):
    content = as_json(kept(at), models.built_in("mlp"))
    other = AppTest.from_file(PAGE, default_timeout=30)
    other.session_state["history"] = other.session_state["bring-back"] = True
    other.run()
    other.file_uploader(key="drawings_file").set_value(("d.json", content, "application/json")).run()
    assert not other.exception
    assert "1 drawing was added." in words(other)
    np.testing.assert_array_equal(kept(other)[0].ink, ONE)
    other.session_state["bring-back"] = True
    other.run()
    other.file_uploader(key="drawings_file").set_value(("d.json", b"7", "application/json")).run()
    assert not other.exception and "There are no drawings in this file" in words(other) and len(kept(other)) == 1


@pytest.mark.parametrize(("lang", "score"), [("ja", "**1個中1個**"), ("zh", "**1个中的1个**")])
def test_the_panel_speaks_the_visitors_language(lang, score):
    at = AppTest.from_file(PAGE, default_timeout=30)
    at.query_params["lang"] = lang
    draw(at, ONE)
    at.session_state["history"] = True
    at.run()
    kept(at)[0].meant = 1
    at.run()
    assert score in words(at)
    assert "Read as" not in cards(at)[0]["html"] and "no digit<" not in cards(at)[0]["html"]
