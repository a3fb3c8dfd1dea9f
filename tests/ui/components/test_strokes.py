"""Strokes without a browser: few corners that stay on the curve, and the same ink as on the canvas."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from mnistcore import load_network
from mnistcore.drawing import normalize_drawing
from tests.browser.hand import STROKES
from ui.components.strokes import corners, curve, paint, straight


def scribble(seed):
    """The points of one random stroke, as a fast or a slow hand sends them."""
    random = np.random.default_rng(seed)
    t = np.linspace(0, 1, random.integers(1, 200))[:, None]
    waves = [random.normal(0, 80 / k, 2) * np.sin(np.pi * k * t + random.uniform(0, 6, 2)) for k in range(1, 6)]
    return np.rint(140 + sum(waves)).astype(int).tolist()


def farthest(points, line):
    """The largest distance from a point to a line through other points."""
    return max(min(distance(p, a, b) for a, b in pairwise([line[0], *line])) for p in points)


def distance(p, a, b):
    along = b - a
    t = min(max((p - a) @ along / (along @ along or 1), 0), 1)
    return np.hypot(*(p - a - t * along))


@pytest.mark.parametrize("seed", range(40))
def test_corners_are_few_integers_and_at_most_one_pixel_off(seed):
    points = scribble(seed)
    kept = np.array(corners(points))
    assert kept.dtype == int and len(kept) <= 80
    assert farthest(curve(points), kept) <= 1
    assert farthest(kept, curve(points)) <= 1
    assert farthest(curve(straight(kept.tolist())), kept) < 1e-9  # what is painted from them


@pytest.mark.parametrize("seed", range(40))
def test_the_corners_of_straight_lines_are_those_lines(seed):
    kept = corners(scribble(seed))
    assert corners(straight(kept)) == kept


def test_a_straight_line_has_two_corners_and_a_tap_one():
    assert corners([[x, 2 * x] for x in range(100)]) == [[0, 0], [99, 198]]
    assert corners([[140, 140]]) == corners([[140, 140]] * 5) == [[140, 140]]


def test_ink_covers_what_is_within_half_a_width_of_the_stroke():
    ink = paint([{"width": 20, "points": [[40, 100], [240, 100]]}, {"width": 8, "points": [[140, 200]]}])
    expected = np.zeros((280, 280))
    y, x = np.indices((280, 280)) + 0.5  # of the middle of each pixel
    expected[np.hypot(x - np.clip(x, 40, 240), y - 100) <= 10] = 255
    expected[np.hypot(x - 140, y - 200) <= 4] = 255
    assert ink.dtype == np.uint8
    assert np.abs(ink - expected).max() < 255 * 0.75 and np.abs(ink - expected).mean() < 0.5


@pytest.mark.parametrize("digit", STROKES)
def test_a_drawn_digit_is_read_from_its_corners_as_from_its_strokes(digit):
    network, ys = load_network("mlp"), []
    for line in (lambda points: points, corners, lambda points: straight(corners(points))):
        strokes = [{"width": 20, "points": line([list(map(int, point)) for point in dense(s)])} for s in STROKES[digit]]
        ys.append(network.predict_proba(normalize_drawing(paint(strokes))[None])[0])
    assert [y.argmax() for y in ys] == [digit] * 3
    assert np.abs(ys[0] - ys[2]).max() < 0.05


def dense(stroke):
    """The points of a stroke as a mouse sends them on its way."""
    return np.vstack([np.linspace(a, b, 8) for a, b in pairwise(stroke)])


def test_a_picture_that_is_far_larger_than_the_canvas_is_painted_in_part():
    ink = paint([{"width": 40, "points": [[-1_000_000, 140], [1_000_000, 140]]}])
    assert (ink[125:155] == 255).all() and Image.fromarray(ink).size == (280, 280)
