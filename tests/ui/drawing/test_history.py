"""The drawings of a visit: each is kept once, however it comes about."""

import numpy as np
import pytest

from mnistcore import load_mnist, load_network
from mnistcore.drawing import normalize_drawing
from tests.ui.drawing.visitor import BAR, DIGIT, ONE, PHOTO, Hand, stroke
from ui.components.strokes import paint
from ui.drawing.history import MOST, NO_DIGIT, History, guesses


@pytest.fixture
def hand():
    return Hand()


def test_a_drawing_is_kept_once_while_strokes_come_and_go(hand):
    assert hand.shows(ONE)
    assert hand.shows(ONE, BAR)
    assert not hand.shows(ONE, BAR)  # nothing has changed
    assert hand.shows(ONE)
    assert hand.kept() == [[ONE]]


def test_nothing_is_kept_while_the_pen_moves(hand):
    assert not hand.shows(ONE, rests=False)
    assert hand.kept() == []


def test_after_clear_another_drawing_begins_even_at_the_same_point(hand):
    hand.shows(ONE)
    hand.shows()
    hand.shows(ONE, BAR)
    assert hand.kept() == [[ONE], [ONE, BAR]]


def test_without_the_message_of_clear_another_first_stroke_begins_another_drawing(hand):
    hand.shows(ONE)
    hand.shows(BAR)
    assert hand.kept() == [[ONE], [BAR]]


def test_undo_of_clear_goes_on_with_the_same_drawing_and_keeps_what_was_meant(hand):
    hand.shows(ONE)
    hand.history.drawings[0].meant = 1
    hand.shows()
    hand.shows(ONE)
    hand.shows(ONE, BAR)
    assert hand.kept() == [[ONE, BAR]]
    assert hand.history.drawings[0].meant == 1


def test_a_photo_is_a_drawing_and_strokes_on_it_are_part_of_it(hand):
    hand.shows(picture=PHOTO)
    hand.shows(BAR, picture=PHOTO)
    assert hand.kept() == [[BAR]]
    assert hand.history.drawings[0].picture == PHOTO


def test_a_digit_of_the_data_is_no_drawing_until_somebody_draws_on_it(hand):
    hand.shows(picture=DIGIT)
    assert hand.kept() == []
    hand.shows(BAR, picture=DIGIT)
    assert hand.kept() == [[BAR]]


def test_ink_of_the_other_canvas_is_kept_as_a_picture_stroke_by_stroke():
    history = History()
    for count in (1, 2):
        history.follow(None, None, paint([ONE, BAR][:count]))
    (drawing,) = history.drawings
    assert drawing.strokes == []
    np.testing.assert_array_equal(drawing.picture.pixels, paint([ONE, BAR]))
    history.follow([], drawing.picture, drawing.ink)  # put back
    assert history.drawings == [drawing]


def test_a_drawing_has_its_ink_and_its_image(hand):
    hand.shows(ONE)
    (drawing,) = hand.history.drawings
    np.testing.assert_array_equal(drawing.ink, paint([ONE]))
    np.testing.assert_array_equal(drawing.image, normalize_drawing(paint([ONE])))


def test_only_the_last_drawings_are_kept_and_numbers_are_never_used_twice(hand):
    for x in range(MOST + 3):
        hand.shows()
        hand.shows(stroke((x, 40), (x, 240)))
    numbers = [drawing.number for drawing in hand.history.drawings]
    assert numbers == list(range(4, MOST + 4))
    assert hand.history.numbered(3) is None and hand.history.numbered(4) is hand.history.drawings[0]


def test_a_current_drawing_that_was_pushed_out_is_kept_again_when_it_goes_on(hand):
    hand.shows(ONE)
    others = Hand()
    for x in range(MOST):
        others.shows()
        others.shows(stroke((x, 40), (x, 240)))
    assert hand.history.add(others.history.drawings) == MOST
    hand.shows(ONE, BAR)
    assert hand.kept()[-1] == [ONE, BAR] and len(hand.kept()) == MOST


def test_drawings_that_are_here_already_are_not_added_again(hand):
    hand.shows(ONE)
    other = Hand()
    other.shows(ONE)
    other.shows(BAR)
    assert hand.history.add(other.history.drawings) == 1
    assert hand.kept() == [[ONE], [BAR]]


def test_guesses_are_the_networks_and_doubt_means_no_digit():
    (_, _), (x_test, _) = load_mnist(source="sample", normalize=False)
    noise = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)
    images = np.concatenate([x_test[:5].reshape(5, 28, 28), noise])
    network, plain = load_network("mlp"), load_network("mlp-plain")
    found, y = guesses(network, images)
    np.testing.assert_array_equal(y, network.predict_proba(images))
    doubted = network.digit_probability(images) < network.digit_threshold
    assert found == [
        NO_DIGIT if doubt else digit for doubt, digit in zip(doubted, network.predict(images), strict=True)
    ]
    assert NO_DIGIT in found[5:] and NO_DIGIT not in found[:5]
    assert guesses(plain, images)[0] == plain.predict(images).tolist()  # it cannot tell
