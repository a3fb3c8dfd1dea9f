"""Draw and predict, run headless, with drawings put where the canvas would send them."""

from html import unescape

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from mnistcore import load_mnist, load_network
from mnistcore.drawing import normalize_drawing
from tests.pages.apps import answer, draw, draw_then_tell, page, run, seed_own_file, told, views
from ui.figures import numbers, probabilities
from ui.models import BUILT_IN

PAGE = page("draw_and_predict")
(_, _), (x_test, t_test) = load_mnist(source="sample", normalize=False)


def ink_of(index):
    """A test digit as somebody would have drawn it on the canvas."""
    image = Image.fromarray(x_test[index].reshape(28, 28)).resize((280, 280), Image.Resampling.BICUBIC)
    return np.asarray(image)


def drawn(ink):
    at = AppTest.from_file(PAGE, default_timeout=30)
    draw(at, ink)
    at.run()
    assert not at.exception
    return at


def words(at):
    return unescape(html(at)) + " ".join(caption.value for caption in at.caption)


def html(at):
    """All HTML on the page, with what stands beside the canvas."""
    beside = [data.get("beside", "") for data in told(at)]
    return " ".join(beside + [element.proto.body for element in at.get("html")])


def test_a_blank_canvas_asks_for_a_digit():
    at = run(PAGE)
    assert "Draw a digit." in words(at)
    assert "This looks like" not in words(at)


@pytest.mark.parametrize("live", ["true", "false"])
def test_either_canvas_gives_its_ink_to_the_page(live):
    ink = ink_of(2)
    at = AppTest.from_file(PAGE, default_timeout=30)
    at.query_params["live"] = live
    (draw if live == "true" else draw_then_tell)(at, ink)
    at.run()
    assert not at.exception
    np.testing.assert_array_equal(at.session_state["canvas"].ink, ink)


@pytest.mark.parametrize("index", range(5))
def test_a_drawing_is_read_as_the_library_reads_it(index):
    ink = ink_of(index)
    y = load_network("mlp").predict_proba(normalize_drawing(ink)[None])[0]
    first, second = np.argsort(y)[::-1][:2]
    at = drawn(ink)
    assert f"{first}." in words(at)
    assert f"then {second} ({numbers.probability(y[second])})" in words(at)
    assert probabilities.bars(y) in html(at)


@pytest.mark.parametrize(("indices", "count"), [((2, 5), "two"), ((0, 2, 5), "several")])
def test_digits_side_by_side_are_read_one_by_one(indices, count):
    small = [np.asarray(Image.fromarray(x_test[index].reshape(28, 28)).resize((84, 84))) for index in indices]
    ink = np.zeros((280, 280), np.uint8)
    for place, digit in enumerate(small):
        ink[100:184, 92 * place : 92 * place + 84] = digit
    images = np.array([normalize_drawing(digit) for digit in small])
    network = load_network("mlp")
    ys = network.predict_proba(images)
    *firsts, last = map(str, ys.argmax(axis=1))
    as_one = network.predict_proba(normalize_drawing(ink)[None])[0]
    at = drawn(ink)
    assert f"These look like {count} digits: {', '.join(firsts)} and {last}." in words(at)
    assert f"{as_one.argmax()} ({numbers.probability(as_one.max())})" in words(at)
    assert probabilities.each_digit(images, ys) in html(at)


def test_the_network_view_gets_what_the_network_computes_and_nothing_where_it_is_not_shown():
    ink, at = ink_of(2), AppTest.from_file(PAGE, default_timeout=30)
    draw(at, ink)
    at.run()
    image, values = answer(at)
    np.testing.assert_array_equal(image, normalize_drawing(ink))
    np.testing.assert_array_equal(values[-1].z, load_network("mlp").trace(image[None])[-1].activation[0])
    at.toggle(key="view").set_value(False).run()
    assert not at.exception
    assert area(at)["values"] is None and not views(at)
    assert at.query_params == {"view": "false"}


def test_a_blank_canvas_tells_the_network_view_nothing():
    at = run(PAGE)
    assert views(at) and area(at)["values"] is None


def test_while_the_pen_moves_only_the_bars_follow_and_the_rest_when_it_rests():
    ink = ink_of(0)
    at = AppTest.from_file(PAGE, default_timeout=30)
    draw(at, ink, rests=False)
    at.run()
    assert probabilities.bars(load_network("mlp").predict_proba(normalize_drawing(ink)[None])[0]) in html(at)
    assert "All networks predict" not in words(at) and "cropped" not in html(at)
    draw(at, ink)
    at.run()
    assert "All networks predict" in words(at) and "cropped" in html(at)


def test_a_reader_who_left_before_the_pen_rested_finds_everything_on_the_way_back():
    at = AppTest.from_file(PAGE, default_timeout=30)
    draw(at, ink_of(0), rests=False)
    at.run()
    back = AppTest.from_file(PAGE, default_timeout=30)
    back.session_state["canvas"] = at.session_state["canvas"]
    back.run()
    assert not back.exception
    assert "All networks predict" in words(back) and "cropped" in html(back)


def test_the_four_stages_are_shown_with_their_sizes():
    at = drawn(ink_of(0))
    for text in ("ink\n280 × 280", "cropped", "scaled to 20", "centred by mass\n28 × 28"):
        assert text in html(at)


def test_a_smudge_is_no_digit():
    at = drawn(np.full((280, 280), 9, np.uint8))
    assert "Draw a digit." in words(at) and "All networks predict" not in words(at)


def test_a_random_digit_comes_with_its_label_and_can_be_undone_and_cleared():
    at = run(PAGE)
    at.toggle(key="live").set_value(False).run()
    for label in ("Undo", "Clear"):
        button(at, "Insert a random test digit").click().run()
        assert ", labelled " in words(at)
        assert at.session_state["canvas"].ink.shape == (280, 280)
        button(at, label).click().run()
        assert "Draw a digit." in words(at)
        assert at.session_state["canvas"].ink is None


def test_undo_takes_back_one_stroke_of_the_drawable_canvas():
    at = run(PAGE, live="false")
    button(at, "Insert a random test digit").click().run()
    before = at.session_state["canvas"].ink
    draw_then_tell(at, np.full((280, 280), 255, np.uint8), version=1)
    at.run()
    assert at.session_state["canvas"].ink.min() == 255
    button(at, "Undo").click().run()
    np.testing.assert_array_equal(at.session_state["canvas"].ink, before)


def test_malformed_messages_change_nothing():
    for live, key in (("true", "canvas-pen"), ("false", "canvas-0")):
        at = AppTest.from_file(PAGE, default_timeout=30)
        at.query_params["live"] = live
        (draw if live == "true" else draw_then_tell)(at, ink_of(2))
        at.run()
        sent = at.session_state[key]["drawing"]
        for drawing in ("x", [1], {}, sent | {"png": "data:", "data": "data:"}, sent | {"strokes": 3, "raw": 3}):
            at.session_state[key] = {"drawing": drawing}
            at.run()
            assert not at.exception
            np.testing.assert_array_equal(at.session_state["canvas"].ink, ink_of(2))


@pytest.mark.parametrize(
    "y, words",
    [
        ({8: 0.95, 9: 0.05}, "This looks like an 8."),
        ({3: 0.7, 8: 0.3}, "Probably a 3."),
        ({8: 0.5, 9: 0.4}, "Not sure: probably an 8, possibly a 9."),
        ({9: 0.5, 8: 0.4}, "Not sure: probably a 9, possibly an 8."),
    ],
)
def test_the_words_name_the_most_probable_digit_first(y, words):
    logits = np.log([y.get(digit, 1e-6) for digit in range(10)])
    at = AppTest.from_file(PAGE, default_timeout=30)
    at.query_params["network"] = "own file"
    seed_own_file(at, W1=np.zeros((784, 10)), b1=logits)
    draw(at, ink_of(0))
    at.run()
    assert f">{words}<" in html(at)


@pytest.mark.parametrize("mark", [{}, {"digit_threshold": 0.5}], ids=["without", "with"])
def test_a_file_with_the_mark_of_networks_that_know_digits_doubts(mark):
    at = AppTest.from_file(PAGE, default_timeout=30)
    at.query_params["network"] = "own file"
    seed_own_file(at, W1=np.zeros((784, 10)), b1=np.full(10, -9.0), **mark)
    draw(at, ink_of(0))
    at.run()
    assert not at.exception and not at.error
    assert ("This may be no digit." in words(at)) == bool(mark)


def test_the_ink_stays_when_the_other_canvas_is_chosen():
    at = drawn(ink_of(0))
    at.toggle(key="live").set_value(False).run()
    np.testing.assert_array_equal(at.session_state["canvas"].ink, ink_of(0))


def test_a_note_and_the_words_of_the_canvas_follow_the_language():
    at = run(PAGE)
    button(at, "Insert a random test digit").click().run()
    assert "Test digit " in words(at) and area(at)["background"]["note"].startswith("Test digit ")
    at.button_group(key="lang").set_value("ja").run()
    assert not at.exception and "Test digit " not in words(at)
    assert "テスト画像" in words(at) and area(at)["background"]["note"].startswith("テスト画像")
    assert area(at)["words"]["undo"] == "元に戻す"


def test_a_complaint_about_a_picture_is_in_the_language_of_the_visitor():
    at = run(PAGE, lang="zh")
    at.file_uploader(key="picture").set_value(("one.png", b"no picture", "image/png")).run()
    complaint = at.error[0].value
    assert "这个文件不是PNG或JPEG图片" in complaint and "书写区的内容没有改变" in complaint


def test_a_complaint_about_a_picture_stays_until_the_drawing_changes():
    at = run(PAGE)
    at.file_uploader(key="picture").set_value(("one.png", b"no picture", "image/png")).run()
    at.file_uploader(key="picture").set_value(None).run()
    assert "The canvas is unchanged" in at.error[0].value
    button(at, "Insert a random test digit").click().run()
    assert not at.error and not at.exception


def area(at):
    """What the canvas and the answer beside it are made of."""
    return next(data for data in told(at) if "beside" in data)


def button(at, label):
    return next(button for button in at.button if button.label == label)


def test_every_network_at_hand_reads_the_same_ink(cache):
    ink = ink_of(3)
    image = normalize_drawing(ink)[None]
    at = drawn(ink)
    for name in BUILT_IN:
        assert probabilities.bars(load_network(name).predict_proba(image)[0]) in html(at)
    guesses = {int(load_network(name).predict(image)[0]) for name in BUILT_IN}
    assert ("All networks predict" in words(at)) == (len(guesses) == 1)


def test_networks_that_disagree_are_said_to():
    constant = {"W1": np.zeros((784, 10)), "b1": 50 * np.eye(10)[(t_test[0] + 1) % 10]}
    at = AppTest.from_file(PAGE, default_timeout=30)
    seed_own_file(at, **constant)
    draw(at, ink_of(0))
    at.run()
    assert not at.exception
    assert "The networks disagree" in words(at)
