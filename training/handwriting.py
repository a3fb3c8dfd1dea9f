"""Digits drawn with a pen: read their strokes from UCI's file, vary them, and draw them as on a canvas.

MNIST's digits were scanned from paper in America. People who draw on a screen write differently: they cross their
sevens, put a foot under their ones and curl their nines. The strokes of real writers teach a network these habits.
"""

import gzip
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

SIDE = 280  # of the square canvas, in pixels
PEN = 20  # diameter of the round pen, in pixels
FIT = 200  # longest side of a digit on the canvas, in pixels


class Character(NamedTuple):
    """A digit or letter as drawn: a list of strokes, each (points, 2) float32 of x and y, with y downwards."""

    label: int | str  # a digit or a letter
    writer: int | str
    strokes: list
    collection: str = "uci"


def read_uci(path):
    """Read a UNIPEN text file, gzipped or not, into a list of Character.

    It is written for UCI's "Pen-Based Recognition of Handwritten Digits", where each `.COMMENT` holds three numbers:
    the digit, the writer, and the number of the digit among that writer's digits. Raises ValueError if a digit has no
    strokes or its comment contradicts its label.
    """
    data = Path(path).read_bytes()
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("latin-1")
    return [_parse_digit(segment) for segment in text.split(".SEGMENT")[1:]]


def _parse_digit(segment):
    label = int(re.search(r'"(\d)"', segment)[1])
    digit, writer, _ = map(int, re.search(r"\.COMMENT +(\d+) +(\d+) +(\d+)", segment).groups())
    strokes = [
        np.array(points.split(), np.float32).reshape(-1, 2) * (1, -1)  # y upwards -> y downwards
        for points in re.findall(r"\.PEN_DOWN\s+(.*?)\.PEN_UP", segment, re.DOTALL)
    ]
    if digit != label or not strokes:
        raise ValueError(
            f"Expected strokes, and the label's digit in the comment, got {len(strokes)} strokes, label {label}, "
            f"comment {digit}. Check the file."
        )
    return Character(label, writer, strokes)


def hold_out(characters, writers=(), collections=()):
    """Split characters into two lists: all others, and those of these writers and whole collections."""
    parts = [], []
    for character in characters:
        parts[character.writer in writers or character.collection in collections].append(character)
    return parts


def vary(strokes, rng):
    """The same digit in another handwriting: rotated, slanted, stretched and bent, its strokes slightly shifted."""
    angle, slant, stretch = np.deg2rad(rng.uniform(-15, 15)), rng.uniform(-0.3, 0.3), np.exp(rng.uniform(-0.2, 0.2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ [[1, slant], [0, 1]] @ np.diag([stretch, 1 / stretch])  # (2, 2)
    bend = rng.normal(0, 0.08, (3, 2))
    varied = []
    for points in fit(strokes, side=0, longest=2):  # within -1..1
        x, y = points.T
        points = points + np.stack([x * x, x * y, y * y], axis=1) @ bend  # (points, 3) @ (3, 2) -> (points, 2)
        varied.append(points @ matrix.T + rng.normal(0, 0.04, 2) * (len(strokes) > 1))
    return varied


def fit(strokes, side=SIDE, longest=FIT):
    """Scale strokes so that the digit's longest side is `longest`, and centre them in a square of side `side`."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    size = max((high - low).max(), 1e-6)  # a dot has no size
    return [(stroke - (low + high) / 2) * (longest / size) + side / 2 for stroke in strokes]


def draw(strokes, pen=PEN, side=SIDE):
    """Draw strokes, in pixels, with a round pen as on a canvas: (side, side) uint8, white on black."""
    ink = Image.new("L", (side, side))
    brush = ImageDraw.Draw(ink)
    for stroke in strokes:
        points = [tuple(point) for point in stroke.tolist()]
        brush.line(points, fill=255, width=round(pen), joint="curve")
        for x, y in (points[0], points[-1]):
            brush.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)
    return np.asarray(ink)
