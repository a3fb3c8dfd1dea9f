"""Images beyond the test set: digits shifted, rotated and drawn in other ways, and images that are not digits.

People draw at an angle, in a corner or with a marker, and nothing stops them from drawing a house. Unless stated
otherwise, functions return images as the page would pass them to a network, (N, 28, 28) uint8. `rng` is their only
source of randomness.
"""

import numpy as np
from PIL import Image

from mnistcore.drawing import normalize_drawing
from mnistcore.experiments.strokes import CANVAS as SIDE
from mnistcore.experiments.strokes import PEN, draw, fit, vary

LETTERS = {  # strokes of corner points (x, y), y downwards; without those that look like digits: I, O, S, Z
    "A": [[(0, 6), (2, 0), (4, 6)], [(1, 4), (3, 4)]],
    "B": [[(0, 0), (0, 6)], [(0, 0), (2, 0), (3, 1), (3, 2), (2, 3), (0, 3)], [(2, 3), (4, 4), (4, 5), (2, 6), (0, 6)]],
    "E": [[(4, 0), (0, 0), (0, 6), (4, 6)], [(0, 3), (3, 3)]],
    "F": [[(4, 0), (0, 0), (0, 6)], [(0, 3), (3, 3)]],
    "H": [[(0, 0), (0, 6)], [(4, 0), (4, 6)], [(0, 3), (4, 3)]],
    "K": [[(0, 0), (0, 6)], [(4, 0), (0, 3), (4, 6)]],
    "M": [[(0, 6), (0, 0), (2, 3), (4, 0), (4, 6)]],
    "N": [[(0, 6), (0, 0), (4, 6), (4, 0)]],
    "P": [[(0, 6), (0, 0), (3, 0), (4, 1), (4, 2), (3, 3), (0, 3)]],
    "R": [[(0, 6), (0, 0), (3, 0), (4, 1), (4, 2), (3, 3), (0, 3)], [(2, 3), (4, 6)]],
    "T": [[(0, 0), (4, 0)], [(2, 0), (2, 6)]],
    "W": [[(0, 0), (1, 6), (2, 2), (3, 6), (4, 0)]],
    "X": [[(0, 0), (4, 6)], [(4, 0), (0, 6)]],
}


def shifted(images, pixels, rng):
    """Each image shifted by `pixels` up, down, left or right. Pixels shifted over the edge are lost."""
    N, H, W = images.shape
    padded = np.pad(images, ((0, 0), (pixels, pixels), (pixels, pixels)))
    corners = pixels + pixels * rng.choice([(-1, 0), (1, 0), (0, -1), (0, 1)], N)
    return np.array([image[y : y + H, x : x + W] for image, (y, x) in zip(padded, corners, strict=True)])


def turned(images, degrees, rng):
    """Each image enlarged to canvas size, rotated left or right, and normalised like a drawing."""
    return np.array([_turned(image, degrees * sign) for image, sign in zip(images, _signs(images, rng), strict=True)])


def _turned(image, degrees):
    canvas = Image.fromarray(image).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    return normalize_drawing(np.asarray(canvas.rotate(degrees, Image.Resampling.BICUBIC)))


def turned_strokes(digits, degrees, rng):
    """The same pen digits, each rotated left or right: a list of Character."""
    return [_turned_strokes(d, np.deg2rad(degrees * sign)) for d, sign in zip(digits, _signs(digits, rng), strict=True)]


def _turned_strokes(digit, angle):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return digit._replace(strokes=[points @ turn for points in digit.strokes])  # (points, 2) @ (2, 2)


def _signs(digits, rng):
    return rng.choice([-1, 1], len(digits))


def in_corners(digits, longest, rng):
    """Pen digits with a longest side of `longest` pixels, each drawn in one corner of the canvas."""
    distance = (SIDE - longest - PEN) / 2  # from the centre to where the ink touches the edge
    moves = distance * rng.choice([-1, 1], (len(digits), 2))
    return _drawn(
        [points + move for points in fit(digit.strokes, longest=longest)]
        for digit, move in zip(digits, moves, strict=True)
    )


def letters(count, rng):
    """The letters of LETTERS in turn, each in a different handwriting."""
    shapes = [[np.array(stroke, np.float32) for stroke in strokes] for strokes in LETTERS.values()]
    return _drawn(fit(vary(shapes[i % len(shapes)], rng)) for i in range(count))


def pairs(images, count, rng):
    """Two random images side by side, as if somebody drew 42."""
    left, right = rng.integers(len(images), size=(2, count))
    sides = np.concatenate([images[left], images[right]], axis=2)  # (count, 28, 56)
    return np.array([normalize_drawing(side) for side in sides])


def noisy(images, deviation, rng):
    """Each image with Gaussian noise of this standard deviation, where white is 1; clipped to 0..1."""
    noise = 255 * deviation * rng.standard_normal(images.shape, np.float32)
    return np.clip(images + noise + 0.5, 0, 255).astype(np.uint8)


def noise(count, rng):
    """Pixels of random brightness: in each image a random share of all pixels, the others black."""
    inked = rng.random((count, 28, 28)) < rng.random((count, 1, 1))
    return inked * rng.integers(256, size=(count, 28, 28), dtype=np.uint8)


def _drawn(drawings, pen=PEN):
    return np.array([normalize_drawing(draw(strokes, pen)) for strokes in drawings])
