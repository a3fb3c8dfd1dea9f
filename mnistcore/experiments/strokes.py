"""Pen strokes made by code: digits in many handwritings, and how strokes are varied and drawn.

Strokes are lists of arrays, (points, 2) each, of x and y, with y downwards.
"""

import numpy as np
from PIL import Image, ImageDraw

CANVAS = 280  # pixels, the side of the square canvas
PEN = 20  # diameter of the round pen, in pixels
FIT = 200  # longest side of a digit on the canvas, in pixels
TURN = 2 * np.pi


def arc(x: float, y: float, across: float, down: float, start: float, end: float) -> list[tuple[float, float]]:
    """Points on an ellipse around (x, y). The angles are in turns: 0 is on the right, 0.25 below."""
    angles = TURN * np.linspace(start, end, 24)
    return list(zip(x + across * np.cos(angles), y + down * np.sin(angles), strict=True))


DIGITS = (  # each in a field 4 wide and 6 high
    [arc(2, 3, 2, 3, -0.25, 0.75)],
    [[(1, 1.5), (2.2, 0), (2.2, 6)]],
    [[*arc(2, 1.6, 1.8, 1.6, 0.55, 1.05), (0.1, 6), (4, 6)]],
    [[*arc(1.8, 1.5, 1.7, 1.5, 0.6, 1.25), *arc(1.8, 4.4, 2, 1.6, 0.75, 1.4)]],
    [[(2.6, 0), (0, 3.9), (4, 3.9)], [(3, 2.2), (3, 6)]],
    [[(3.7, 0), (0.7, 0), (0.4, 2.5), *arc(1.8, 4, 2, 1.9, 0.68, 1.42)]],
    [[(2.9, 0), (1.2, 1.8), (0.3, 3.6), *arc(2, 4.3, 1.7, 1.7, 0.5, 1.5)]],
    [[(0, 0), (4, 0), (1.4, 6)]],
    [[*arc(2, 1.5, 1.5, 1.5, 0.25, -0.75), *arc(2, 4.5, 1.8, 1.5, -0.25, 0.75)]],
    [[*arc(2, 1.8, 1.7, 1.8, 0, -1), (3.6, 3), (3.2, 6)]],
)


def digits(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Ink of `count` digits in different handwritings, (count, 280, 280) uint8, and what they are, (count,) uint8.

    Sizes, places and pens differ as on a canvas. All is made by this code: nobody wrote them.
    """
    rng = np.random.default_rng(seed)
    t = np.arange(count, dtype=np.uint8) % 10
    inks = np.empty((count, CANVAS, CANVAS), np.uint8)
    for ink, digit in zip(inks, t, strict=True):
        strokes = [np.array(stroke, np.float32) for stroke in DIGITS[digit]]
        longest = rng.uniform(90, 220)
        place = rng.uniform(-1, 1, 2) * (CANVAS - longest - 1.5 * PEN) / 2
        ink[:] = draw([points + place for points in fit(vary(strokes, rng), longest=longest)], rng.uniform(10, 25))
    return inks, t


def vary(strokes: list[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
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


def fit(strokes: list[np.ndarray], side: float = CANVAS, longest: float = FIT) -> list[np.ndarray]:
    """Scale strokes so that the digit's longest side is `longest`, and centre them in a square of side `side`."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    size = max((high - low).max(), 1e-6)  # a dot has no size
    return [(stroke - (low + high) / 2) * (longest / size) + side / 2 for stroke in strokes]


def draw(strokes: list[np.ndarray], pen: float = PEN, side: int = CANVAS) -> np.ndarray:
    """Draw strokes, in pixels, with a round pen as on a canvas: (side, side) uint8, white on black."""
    ink = Image.new("L", (side, side))
    brush = ImageDraw.Draw(ink)
    for stroke in strokes:
        points = [tuple(point) for point in stroke.tolist()]
        brush.line(points, fill=255, width=round(pen), joint="curve")
        for x, y in (points[0], points[-1]):
            brush.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)
    return np.asarray(ink)
