"""Digits side by side are told apart, and single digits stay whole."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnistcore import InputError, load_mnist
from mnistcore.segmentation import split_digits

DOT = [(140, 30), (142, 30)]
ZERO = [(60, 60), (40, 140), (60, 220), (90, 220), (110, 140), (90, 60), (60, 60)]
ONE = [(60, 60), (60, 220)]
TWO = [(150, 90), (180, 60), (215, 90), (150, 220), (220, 220)]
FIVE = [(70, 70), (70, 140), (120, 160), (120, 210), (60, 220)]
SINGLE = {
    "a 1": [ONE],
    "a 5 with its bar above it": [FIVE, [(60, 35), (120, 35)]],
    "a 5 with its bar beside it": [FIVE, [(155, 60), (190, 60)]],
    "a 4 in two strokes": [[(80, 50), (50, 150), (130, 150)], [(110, 90), (110, 230)]],
    "a slashed 0": [ZERO, [(40, 240), (120, 40)]],
    "a crossed 7": [[(60, 60), (150, 60), (90, 220)], [(70, 140), (140, 140)]],
    "a 1 with a dot": [[(141, 80), (141, 240)], DOT],
    "a 1 with a speck at its side": [ONE, [(200, 200), (202, 200)]],
    "an equals sign": [[(60, 110), (220, 110)], [(60, 170), (220, 170)]],
    "a dot": [DOT],
}
SEVERAL = {
    "12": [[ONE], [TWO]],
    "10": [[[(30, 60), (30, 220)]], [[(x + 40, y) for x, y in ZERO]]],
    "a small 1 beside a 2": [[[(60, 90), (60, 200)]], [TWO]],
    "a 1 high above the foot of a 2": [[[(60, 20), (60, 170)]], [[(x, y + 40) for x, y in TWO]]],
    "a 5 with its bar, and a 2": [[[(x - 40, y) for x, y in FIVE], [(95, 50), (110, 50)]], [TWO]],
    "111": [[[(x, 60), (x, 220)]] for x in (60, 140, 220)],
}


def draw(*strokes, pen=20):
    ink = Image.new("L", (280, 280))
    for points in strokes:
        ImageDraw.Draw(ink).line(points, fill=255, width=pen, joint="curve")
    return np.asarray(ink)


@pytest.mark.parametrize("strokes", SINGLE.values(), ids=SINGLE.keys())
def test_single_digits_stay_whole(strokes):
    (whole,) = split_digits(draw(*strokes))
    np.testing.assert_array_equal(whole, draw(*strokes))


@pytest.mark.parametrize("digits", SEVERAL.values(), ids=SEVERAL.keys())
def test_digits_side_by_side_are_told_apart_from_left_to_right(digits):
    parts = split_digits(draw(*(stroke for digit in digits for stroke in digit)))
    assert len(parts) == len(digits)
    for part, digit in zip(parts, digits, strict=True):
        drawn = draw(*digit)
        np.testing.assert_array_equal(part[:, part.any(axis=0)], drawn[:, drawn.any(axis=0)])


@pytest.mark.parametrize(("x", "owner"), [(80, 0), (125, 1)])
def test_a_speck_belongs_to_the_nearer_digit(x, owner):
    speck = [(x, 200), (x + 10, 200)]
    parts = [np.count_nonzero(part) for part in split_digits(draw(ONE, speck, TWO))]
    alone = [np.count_nonzero(ink) for ink in (draw(ONE), draw(TWO))]
    assert [part > one for part, one in zip(parts, alone, strict=True)] == [owner == 0, owner == 1]


@pytest.mark.parametrize("seed", range(20))
def test_one_stroke_is_one_digit_wherever_it_wanders(seed):
    points = np.random.default_rng(seed).integers(20, 260, (8, 2)).tolist()
    assert len(split_digits(draw([tuple(point) for point in points]))) == 1


@pytest.mark.parametrize("seed", range(20))
def test_the_parts_side_by_side_are_the_ink(seed):
    random = np.random.default_rng(seed)
    ink = random.integers(0, 256, (280, 280), np.uint8) * (random.random(280) < 0.9).astype(np.uint8)
    parts = split_digits(ink)
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), ink)
    assert len(parts) > 1


def test_faint_traces_do_not_join_digits():
    ink = np.maximum(draw(ONE, TWO), 9)
    assert len(split_digits(ink)) == 2


@pytest.mark.parametrize("shape", [(280, 280), (0, 0), (5, 0)])
def test_a_blank_canvas_is_returned_whole(shape):
    (blank,) = split_digits(np.zeros(shape, np.uint8))
    assert blank.shape == shape


@pytest.mark.parametrize("ink", [np.zeros((280, 280)), np.zeros((280, 280, 4), np.uint8)])
def test_other_arrays_are_refused(ink):
    with pytest.raises(InputError, match=r"\(H, W\) uint8"):
        split_digits(ink)


def test_fewer_than_one_in_200_digits_of_mnist_is_split():
    images = load_mnist(source="sample", normalize=False)[1][0].reshape(-1, 28, 28)
    assert np.mean([len(split_digits(image)) > 1 for image in images]) < 0.005
