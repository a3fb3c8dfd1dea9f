"""Images of what is no digit, and digits in rare forms."""

import numpy as np
import pytest

from training import data, forms, nondigits
from training.handwriting import Character

RING = np.array([[np.cos(a), np.sin(a)] for a in np.linspace(0, 2 * np.pi, 30)])
STEM = np.array([[50, 0], [50, 50], [50, 100]], float)
SEVEN = np.array([[0, 0], [60, 0], [40, 50], [20, 100]], float)
DIGITS = [Character(0, 1, [RING]), Character(1, 1, [STEM]), Character(7, 1, [SEVEN])]
K = Character("K", 1, [STEM, np.array([[90, 0], [50, 50], [90, 100]], float)])
SOURCES = nondigits.Sources([K], DIGITS, data.as_drawn(DIGITS)[0])
KINDS = [*nondigits.TRAINED, *nondigits.UNKNOWN]


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_is_drawn_and_determined_by_the_seed(kind):
    first, same, other = (nondigits.drawings(8, SOURCES, rng(seed), {kind: 1}) for seed in (1, 1, 2))
    assert (first.shape, first.dtype) == ((8, 28, 28), np.uint8)
    assert first.any(axis=(1, 2)).all()
    np.testing.assert_array_equal(first, same)
    assert (first != other).any()


def test_shares_decide_how_many_of_each_kind_there_are():
    images = nondigits.drawings(200, SOURCES, rng(), {nondigits.noise: 0.25, nondigits.smudge: 0.75})
    at_the_edge = images[:, 0].any(axis=1)  # noise is everywhere, drawings leave a margin
    assert 30 < at_the_edge.sum() < 70


def test_without_letters_the_other_kinds_are_drawn():
    assert len(nondigits.drawings(5, SOURCES._replace(letters=[]), rng())) == 5
    assert nondigits.drawings(0, SOURCES, rng()).shape == (0, 28, 28)


def test_what_is_measured_as_unknown_is_never_trained_on():
    assert not set(nondigits.SYMBOLS) & set(nondigits.SHAPES)
    assert not set(nondigits.TRAINED) & set(nondigits.UNKNOWN)
    assert set(nondigits.UNKNOWN_LETTERS) < set(nondigits.LETTERS)


def test_a_slash_goes_through_the_middle_of_a_zero():
    for seed in range(20):
        ring, line = forms.slash([RING], rng(seed))
        assert np.abs(line.mean(axis=0) - ring.mean(axis=0)).max() < 0.7
        assert 1 < np.hypot(*(line[1] - line[0])) < 3.2


def test_a_flag_and_a_foot_are_added_to_a_plain_one():
    (points,) = forms.flag([STEM / 50], rng())
    assert points[0, 0] < points[1, 0] and points[0, 1] > points[1, 1]  # from the lower left to the tip
    stem, line = forms.foot([STEM[::-1] / 50], rng())
    assert stem[0, 1] < stem[-1, 1]  # from top to bottom, however it was drawn
    assert line[0, 0] < stem[-1, 0] < line[1, 0]


def test_an_open_zero_is_a_part_of_the_ring():
    for seed in range(20):
        (points,) = forms.opened([RING], rng(seed))
        assert 24 <= len(points) <= 30
        assert set(map(tuple, points)) <= set(map(tuple, RING))


def test_a_bar_crosses_the_stem_of_a_seven():
    _, line = forms.bar([SEVEN / 50 - 1], rng())
    assert line[0, 0] < line[1, 0]
    assert abs(line[:, 1].mean()) < 0.7


@pytest.mark.parametrize("form", [forms.slash, forms.opened, forms.flag, forms.foot, forms.flag_and_foot, forms.bar])
def test_digits_that_have_more_than_one_stroke_keep_their_form(form):
    strokes = [STEM, SEVEN]
    assert form(strokes, rng()) is strokes


def test_some_digits_get_a_form_and_others_keep_theirs():
    changed = [len(forms.add_form(DIGITS[0], rng(seed))) for seed in range(100)]
    assert 20 < changed.count(2) < 70
    three = Character(3, 1, [SEVEN])
    assert all(len(forms.add_form(three, rng(seed))) == 1 for seed in range(20))
