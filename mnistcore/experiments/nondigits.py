"""What is no digit, made by code: scribbles and shapes. None of these shapes was used to train the built-in networks.

Images are as the page would pass them to a network, (N, 28, 28) uint8.
"""

import numpy as np

from ..drawing import normalize_drawing
from .strokes import draw, fit, vary

STAR = [(np.sin(angle), -np.cos(angle)) for angle in 0.8 * np.pi * np.arange(6)]
HEART = [(16 * np.sin(a) ** 3, -13 * np.cos(a) + 5 * np.cos(2 * a) + 2 * np.cos(3 * a)) for a in np.arange(0, 6.4, 0.2)]
SHAPES = {
    "house": [[(0, 3), (0, 7), (6, 7), (6, 3), (0, 3), (3, 0), (6, 3)]],
    "star": [STAR],
    "heart": [HEART],
    "arrow": [[(0, 3), (6, 3)], [(4, 1), (6, 3), (4, 5)]],
    "fish": [[(6, 0), (2, 4), (0, 2), (2, 0), (6, 4)]],
    "tree": [[(3, 8), (3, 6)], [(0, 6), (6, 6), (3, 3), (5, 3), (3, 0), (1, 3), (3, 3), (0, 6)]],
}


def scribbles(count: int, rng: np.random.Generator) -> np.ndarray:
    """Random closed curves: (count, 28, 28) uint8."""
    return np.array([normalize_drawing(draw(fit([curve]))) for curve in closed_curves(count, rng)])


def closed_curves(count: int, rng: np.random.Generator, waves: int = 6, points: int = 150) -> np.ndarray:
    """Curves (count, points, 2): x and y are each a sum of sines with random amplitudes and phases."""
    k, s = np.arange(1, waves + 1)[:, None], np.linspace(0, 2 * np.pi, points)
    amplitudes, phases = rng.normal(size=(count, 2, waves)), rng.uniform(0, 2 * np.pi, (count, 2, waves, 1))
    return np.einsum("nck,nckp->npc", amplitudes, np.sin(k * s + phases))


def shapes(count: int, rng: np.random.Generator) -> np.ndarray:
    """Houses, stars, hearts, arrows, fish and trees in turn, each in another handwriting: (count, 28, 28) uint8."""
    kinds = list(SHAPES.values())
    return np.array([drawn(corners(kinds[i % len(kinds)]), rng) for i in range(count)])


def drawn(strokes: list[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """The strokes in another handwriting, drawn with some pen and normalised: (28, 28) uint8."""
    longest = rng.uniform(100, 240)
    strokes = fit(vary(strokes, rng), longest=longest)
    return normalize_drawing(draw(strokes, pen=longest * rng.uniform(0.04, 0.2)))


def corners(strokes: list[list[tuple[float, float]]]) -> list[np.ndarray]:
    """Strokes of corner points as arrays."""
    return [np.array(stroke, np.float32) for stroke in strokes]
