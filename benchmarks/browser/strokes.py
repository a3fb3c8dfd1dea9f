"""Strokes for the canvas, 280 by 280 pixels: lists of points, one for each sixtieth of a second."""

import math

import numpy as np

CORNERS = {  # of digits drawn in one stroke
    1: [(90, 100), (140, 40), (140, 240)],
    7: [(80, 60), (200, 60), (130, 230)],
    3: [(90, 60), (180, 60), (195, 95), (140, 135), (195, 170), (190, 215), (140, 230), (85, 215)],
}


def digit(number, points=30):
    """A digit drawn in half a second. Its last quarter is one move, so that the bars change once more at the end."""
    x, y = np.array(CORNERS[number], float).T
    distance = np.concatenate([[0], np.hypot(np.diff(x), np.diff(y)).cumsum()])  # of each corner, along the stroke
    along = distance[-1] * np.append(np.linspace(0, 0.75, points - 1), 1)
    return list(zip(np.interp(along, distance, x), np.interp(along, distance, y), strict=True))


def spiral(points=120):
    """A stroke of two seconds, during which the picture keeps changing."""
    turns = [(8 + 100 * i / points, 5 * math.tau * i / points) for i in range(points)]
    return [(140 + r * math.cos(angle), 140 + r * math.sin(angle)) for r, angle in turns]
