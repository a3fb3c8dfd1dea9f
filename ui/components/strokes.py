"""The geometry of pen strokes: the curve that pen.js paints, its few corners, and the same ink without a browser."""

from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from ui.components.message import SIDE

OFF = 1.0  # pixel: so far the corners' straight lines are from the curve, at most
BETWEEN_SAMPLES = 0.1  # pixel of that: so far the curve is from the lines between its samples, at most
MOST_CORNERS = 5_000  # where the search ends: so many do not fit into a link
FARTHEST = 4_000  # pixels from the canvas; no screen is larger
FINER = 4  # painted so much larger, then scaled down, which smooths the edges


def curve(points):
    """The smooth line through a stroke's points, [x, y] each: (n, 2) float64, samples that are close enough.

    As in paper.js, each point is the control point of a quadratic Bézier curve between the midpoints beside it.
    """
    P = np.clip(np.array(points, np.float64), -FARTHEST, SIDE + FARTHEST)
    if len(P) < 3:
        return P
    control, end = P[1:-1], (P[1:-1] + P[2:]) / 2
    start = np.vstack([P[:1], end[:-1]])
    bend = np.hypot(*(start - 2 * control + end).T)
    bend[(control == start).all(axis=1) | (control == end).all(axis=1)] = 0  # straight
    pieces = np.maximum(1, np.ceil(np.sqrt(bend / (4 * BETWEEN_SAMPLES)))).astype(int)  # of equal steps of t
    which = np.repeat(np.arange(len(pieces)), pieces)
    first = np.cumsum(pieces) - pieces
    t = ((np.arange(len(which)) - first[which] + 1) / pieces[which])[:, None]
    samples = (1 - t) ** 2 * start[which] + 2 * t * (1 - t) * control[which] + t**2 * end[which]
    return np.vstack([P[:1], samples, P[-1:]])


def corners(points):
    """The corners of straight lines that are at most one pixel off the curve: a list of [x, y], integers.

    Ramer, Douglas and Peucker: draw a line from the first to the last sample. If it is too far from a sample between
    them, do the same before and after the farthest one.
    """
    if points[1:-1:2] == points[2:-1:2]:  # straight lines already, from a link
        return [*points[:-1:2], points[-1]]
    samples = curve(points)
    whole = np.rint(samples)  # the corners, if they are kept
    kept, lines = {0, len(samples) - 1}, [(0, len(samples) - 1)]
    while lines and len(kept) < MOST_CORNERS:
        first, last = lines.pop()
        if last - first > 1:
            off = _distances(samples[first + 1 : last], whole[first], whole[last])
            farthest = first + 1 + int(off.argmax())
            if off.max() > OFF - BETWEEN_SAMPLES:
                kept.add(farthest)
                lines += [(first, farthest), (farthest, last)]
    found = whole[sorted(kept)].astype(int).tolist()
    return [point for point, before in zip(found, [None, *found], strict=False) if point != before]


def straight(corners):
    """The points of a stroke that pen.js paints as straight lines between corners: each twice, but for the ends."""
    return [corners[0], *(point for point in corners[1:-1] for _ in range(2)), *corners[1:][-1:]]


def paint(strokes):
    """The ink of strokes: (280, 280) uint8. It differs from the browser's at the edges alone."""
    image = Image.new("L", (SIDE * FINER, SIDE * FINER))
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        samples, radius = curve(stroke["points"]) * FINER, stroke["width"] * FINER / 2
        for a, b in pairwise(samples):
            if (a != b).any():
                across = np.array([a[1] - b[1], b[0] - a[0]]) * (radius / np.hypot(*(b - a)))
                pen.polygon([*map(tuple, (a + across, b + across, b - across, a - across))], fill=255)
        for x, y in samples:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX))


def _distances(points, a, b):
    """The distances of points, (n, 2), from the line that ends in a and b."""
    along = b - a
    t = np.clip((points - a) @ along / max(along @ along, 1), 0, 1)[:, None]
    return np.hypot(*(points - a - t * along).T)
