"""Strokes to draw in a browser: digits in forms that MNIST's writers hardly used, letters, scribbles; each in any hand.

Drawings are lists of strokes, (points, 2), in a square of 100 by 100, y downwards.
"""

import numpy as np


def arc(x, y, width, height, start, end):
    """Part of an ellipse around (x, y), between two angles in degrees: 0 is right, 90 is down."""
    angles = np.deg2rad(np.linspace(start, end, 2 + abs(end - start) // 36))
    return [*zip(x + width / 2 * np.cos(angles), y + height / 2 * np.sin(angles), strict=True)]


DIGITS = {  # what it is called: the digit, and its strokes
    "slashed zero": (0, [arc(50, 50, 66, 92, -80, -445), [(16, 94), (84, 6)]]),
    "flagged one": (1, [[(24, 40), (58, 4), (56, 98)]]),
    "crossed seven": (7, [[(16, 8), (84, 8), (42, 98)], [(30, 52), (76, 48)]]),
    "looped five": (5, [[(82, 8), (42, 10), *arc(28, 46, 18, 18, 0, 270), *arc(40, 68, 62, 56, -100, 150)]]),
    "looped two": (2, [[*arc(48, 28, 56, 48, 190, 390), *arc(26, 84, 32, 24, 60, 280), (58, 88), (90, 96)]]),
    "closed four": (4, [[(60, 4), (12, 64), (88, 64)], [(60, 4), (60, 98)]]),
    "open four": (4, [[(26, 6), (18, 56), (84, 56)], [(68, 12), (62, 98)]]),
}
LETTERS = {
    "A": [[(10, 98), (50, 4), (90, 98)], [(26, 64), (74, 64)]],
    "K": [[(20, 4), (20, 98)], [(82, 6), (22, 54), (84, 96)]],
    "W": [[(4, 6), (28, 96), (50, 30), (72, 96), (96, 6)]],
    "H": [[(16, 4), (16, 96)], [(84, 4), (84, 96)], [(16, 50), (84, 50)]],
    "R": [[(20, 98), (20, 6)], [(20, 6), *arc(52, 28, 56, 44, -90, 90), (22, 50), (84, 98)]],
    "E": [[(80, 6), (20, 6), (20, 94), (82, 94)], [(20, 50), (70, 50)]],
    "M": [[(8, 98), (16, 6), (50, 70), (84, 6), (92, 98)]],
    "T": [[(10, 8), (90, 8)], [(50, 8), (50, 98)]],
    "X": [[(12, 6), (88, 96)], [(88, 6), (12, 96)]],
    "N": [[(14, 96), (14, 6), (86, 94), (86, 6)]],
}
t = np.linspace(0, 2 * np.pi, 25)
SCRIBBLES = {
    "zigzag": [[(4 + 10 * i, 15 + 70 * (i % 2)) for i in range(10)]],
    "shading": [[(10 + 80 * (i % 2), 8 + 8 * i) for i in range(12)]],
    "coil": [[*zip(12 + 12 * t - 14 * np.sin(4 * t), 50 + 34 * np.cos(4 * t), strict=True)]],
    "spiral": [[*zip(50 + 7 * t * np.cos(3 * t), 50 + 7 * t * np.sin(3 * t), strict=True)]],
    "tangle": [[*zip(50 + 44 * np.sin(3 * t), 50 + 44 * np.sin(4 * t + 1), strict=True)]],
}


def by_hand(strokes, hand):
    """The drawing in another hand: slanted, stretched, turned, unsteady and of another size, on a canvas of 280."""
    rng = np.random.default_rng(hand)
    slant, turn, stretch = rng.uniform((-0.1, -8, 0.85), (0.3, 8, 1.15))
    cos, sin = np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))
    matrix = np.array([[cos, -sin], [sin, cos]]) @ [[stretch, -slant], [0, 1 / stretch]]
    size, middle = rng.uniform(140, 200), rng.uniform(128, 152, 2)
    waves, phase = rng.uniform(4, 9, 2), rng.uniform(0, 6)
    drawn = []
    for stroke in strokes:
        points = dense(stroke) / 100 - 0.5  # (points, 2)
        points = points + 0.02 * np.sin(points[:, ::-1] * waves + phase)
        drawn.append((middle + size * points @ matrix.T).round(1).tolist())
    return drawn


def dense(stroke, step=50):
    """The stroke with points at most `step` apart."""
    points = np.array(stroke, float)
    way = np.append(0, np.hypot(*np.diff(points, axis=0).T).cumsum())
    places = np.union1d(way, np.linspace(0, way[-1], int(way[-1] / step) + 2))
    return np.stack([np.interp(places, way, coordinate) for coordinate in points.T], axis=1)
