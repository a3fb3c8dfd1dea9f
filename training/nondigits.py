"""What is no digit: images that teach a network to say so, and images of other kinds, to measure whether it does.

Each kind is a function that returns the strokes of one drawing, in any unit, y downwards. `rng` is its only source of
randomness. TRAINED are the kinds to train on; UNKNOWN are never trained on.
"""

from typing import NamedTuple

import numpy as np

from mnistcore.experiments.nondigits import SHAPES, closed_curves, corners, drawn
from mnistcore.experiments.strokes import fit

from . import trials
from .split import side_by_side

LETTERS = "AEFHKMNPRTWXYefhkmnprtwxy"  # those that nobody takes for a digit
UNKNOWN_LETTERS = "AKRfhw"  # left out of the training that measures how letters never seen are told from digits
SYMBOLS = {  # strokes of corner points
    "triangle": [[(0, 6), (3, 0), (6, 6), (0, 6)]],
    "square": [[(0, 0), (0, 6), (6, 6), (6, 0), (0, 0)]],
    "diamond": [[(3, 0), (0, 4), (3, 8), (6, 4), (3, 0)]],
    "pentagon": [[(3, 0), (6, 2), (5, 6), (1, 6), (0, 2), (3, 0)]],
    "plus": [[(0, 3), (6, 3)], [(3, 0), (3, 6)]],
    "equals": [[(0, 0), (6, 0)], [(0, 3), (6, 3)]],
    "asterisk": [[(0, 0), (6, 6)], [(6, 0), (0, 6)], [(0, 3), (6, 3)]],
    "hash": [[(0, 2), (6, 2)], [(0, 4), (6, 4)], [(2, 0), (2, 6)], [(4, 0), (4, 6)]],
    "check": [[(0, 3), (2, 6), (6, 0)]],
    "zigzag": [[(0, 3), (1, 0), (2, 3), (3, 0), (4, 3), (5, 0), (6, 3)]],
    "stairs": [[(0, 6), (2, 6), (2, 4), (4, 4), (4, 2), (6, 2), (6, 0)]],
    "window": [[(0, 0), (0, 6), (6, 6), (6, 0), (0, 0)], [(3, 0), (3, 6)], [(0, 3), (6, 3)]],
    "envelope": [[(0, 0), (0, 4), (6, 4), (6, 0), (0, 0)], [(0, 0), (3, 2), (6, 0)]],
    "hourglass": [[(0, 0), (4, 6), (0, 6), (4, 0), (0, 0)]],
    "chair": [[(0, 0), (0, 6)], [(0, 3), (3, 3), (3, 6)]],
    "ladder": [[(0, 0), (0, 6)], [(3, 0), (3, 6)], [(0, 1), (3, 1)], [(0, 3), (3, 3)], [(0, 5), (3, 5)]],
    "tally": [[(0, 0), (0, 5)], [(2, 0), (2, 5)], [(4, 0), (4, 5)], [(6, 0), (6, 5)]],
    "percent": [[(6, 0), (0, 6)], [(1, 0), (0, 1), (1, 2), (2, 1), (1, 0)], [(5, 4), (4, 5), (5, 6), (6, 5), (5, 4)]],
}


class Sources(NamedTuple):
    """What non-digits are made of: letters and digits, lists of Character, and images of digits, (N, 28, 28) uint8."""

    letters: list
    digits: list
    images: np.ndarray


def drawings(count, sources, rng, kinds=None):
    """Images of random kinds, drawn and normalised as on the page: (count, 28, 28) uint8.

    kinds: {kind: its share}, where a kind is a function that returns strokes, or one of IMAGES.
    """
    kinds = TRAINED if kinds is None else kinds
    available = {kind: share for kind, share in kinds.items() if kind is not letter or sources.letters}
    shares = np.array(list(available.values()))
    chosen = rng.choice(len(available), count, p=shares / shares.sum())
    images = [image_of(list(available)[kind], sources, rng) for kind in chosen]
    return np.array(images, np.uint8).reshape(-1, 28, 28)


def image_of(kind, sources, rng):
    """One image of a kind, (28, 28) uint8."""
    if kind in IMAGES:
        return kind(sources, rng)
    return drawn(kind(sources, rng), rng)


def letter(sources, rng):
    return sources.letters[rng.integers(len(sources.letters))].strokes


def scribble(sources, rng):
    """A closed curve of 3, 6 or 9 waves."""
    return [*closed_curves(1, rng, waves=rng.choice([3, 6, 9]))]


def random_strokes(sources, rng):
    """Two to five straight, bent or jagged strokes anywhere."""
    return [rng.uniform(-1, 1, (rng.integers(2, 6), 2)) for _ in range(rng.integers(2, 6))]


def figure(sources, rng):
    """Three or four lines, arcs and circles of different sizes, anywhere."""
    return [rng.uniform(-1, 1, 2) + part(rng) for _ in range(rng.integers(3, 5))]


def part(rng):
    """A line, an arc or a circle around the origin: (points, 2)."""
    size, start, turn = rng.uniform(0.2, 0.9), rng.uniform(0, 2 * np.pi), rng.choice([0, np.pi, 2 * np.pi])
    angles = start + np.linspace(0, turn, 20) if turn else start + np.array([0, np.pi])
    return size * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def symbol(sources, rng):
    return corners(list(SYMBOLS.values())[rng.integers(len(SYMBOLS))])


def unknown_symbol(sources, rng):
    return corners(list(SHAPES.values())[rng.integers(len(SHAPES))])


def spiral(sources, rng):
    """Two to five turns, to the left or to the right."""
    angles = rng.choice([-1, 1]) * np.linspace(0, 2 * np.pi * rng.uniform(2, 5), 120)
    return [np.abs(angles)[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)]


def smudge(sources, rng):
    """A blot: many short strokes on top of each other."""
    return [rng.normal(0, 1, (60, 2)) * rng.uniform(0.3, 1, 2)]


def crossed_out(sources, rng):
    """A digit under a cross, or under strokes to and fro."""
    strokes = fit(any_digit(sources, rng).strokes, side=0, longest=2)
    if rng.random() < 0.3:
        cross = corners([[(-1, -1), (1, 1)], [(1, -1), (-1, 1)]])
    else:
        turns = rng.integers(5, 12)
        cross = [np.stack([np.resize([-1, 1], turns), np.linspace(-0.8, 0.8, turns)], axis=1)]
    return [*strokes, *(line + rng.normal(0, 0.12, line.shape) for line in cross)]


def pair(sources, rng):
    """Two digits side by side, perhaps overlapping."""
    left, right = side_by_side(
        any_digit(sources, rng).strokes, any_digit(sources, rng).strokes, rng.uniform(-0.1, 0.3), rng
    )
    return [*left, *right]


def any_digit(sources, rng):
    return sources.digits[rng.integers(len(sources.digits))]


def pair_of_images(sources, rng):
    return trials.pairs(sources.images, 1, rng)[0]


def noise(sources, rng):
    return trials.noise(1, rng)[0]


IMAGES = (pair_of_images, noise)
TRAINED = {
    letter: 0.4,
    scribble: 0.13,
    random_strokes: 0.09,
    figure: 0.07,
    symbol: 0.08,
    spiral: 0.02,
    smudge: 0.02,
    crossed_out: 0.05,
    pair: 0.05,
    pair_of_images: 0.06,
    noise: 0.03,
}
UNKNOWN = {unknown_symbol: 1}
