"""Forms of digits that few writers of the training data use, added to the strokes of those who do not.

Engineers and many Europeans put a stroke through a zero; Germans give the one a long flag; bars cross sevens.
Each form takes and returns strokes with coordinates within -1..1, y downwards.
"""

import numpy as np

from mnistcore.experiments.strokes import fit

STRAIGHT = 0.95  # least ratio of the distance between the ends of a stroke to its length, for a plain one
CLOSED = 0.4  # greatest distance between the ends of a zero's stroke


def add_form(character, rng):
    """The character's strokes, some of them with one more part: a list of (points, 2) float arrays."""
    strokes = fit(character.strokes, side=0, longest=2)
    for share, form in FORMS.get(character.label, ()):
        if rng.random() < share:
            return form(strokes, rng)
    return strokes


def slash(strokes, rng):
    """A zero with a straight stroke through its middle, at any angle, inside the zero or beyond it."""
    if len(strokes) > 1 or np.hypot(*(strokes[0][0] - strokes[0][-1])) > CLOSED:
        return strokes
    low, high = strokes[0].min(axis=0), strokes[0].max(axis=0)
    angle, length = rng.uniform(0, np.pi), rng.uniform(0.7, 1.5)
    half = length * (high - low) / 2 * [np.cos(angle), np.sin(angle)]
    middle = (low + high) / 2 + rng.normal(0, 0.08, 2) * (high - low)
    return [*strokes, np.stack([middle - half, middle + half])]


def opened(strokes, rng):
    """A digit of one stroke, which ends too soon or starts too late, so that its loop stays open."""
    if len(strokes) > 1:
        return strokes
    lost = int(len(strokes[0]) * rng.uniform(0, 0.2))
    points = strokes[0][:: rng.choice([-1, 1])]
    return [points[: len(points) - lost]]


def flag(strokes, rng):
    """A plain one with a flag, from a short tick to a line half as long as the stem."""
    if not is_plain(strokes):
        return strokes
    (stem,) = downwards(strokes)
    width = rng.uniform(0.15, 0.8)
    tip = stem[0] + [-width, width * rng.uniform(0.6, 1.4)]  # flatter, it would be a seven
    return [np.concatenate([[tip], stem])]


def foot(strokes, rng):
    """A plain one that stands on a line."""
    if not is_plain(strokes):
        return strokes
    stem = downwards(strokes)[0]
    left, right = rng.uniform(0.2, 0.6, 2)
    tilt = rng.normal(0, 0.06, 2)
    return [stem, stem[-1] + np.array([[-left, tilt[0]], [right, tilt[1]]])]


def flag_and_foot(strokes, rng):
    """A plain one with a flag, on a line."""
    if not is_plain(strokes):
        return strokes
    _, line = foot(strokes, rng)
    return [*flag(strokes, rng), line]


def bar(strokes, rng):
    """A seven of one stroke with a bar across its stem."""
    if len(strokes) > 1:
        return strokes
    stem = strokes[0][np.argmin(strokes[0][:, 1]) :]
    height = rng.uniform(-0.3, 0.3)
    middle = stem[np.argmin(np.abs(stem[:, 1] - height))]
    left, right, tilt = rng.uniform(0.2, 0.5), rng.uniform(0.2, 0.5), rng.normal(0, 0.08)
    return [*strokes, middle + np.array([[-left, tilt], [right, -tilt]])]


def is_plain(strokes):
    """Whether strokes are a single, nearly straight, upright line."""
    (points, *others) = strokes
    length = np.hypot(*np.diff(points, axis=0).T).sum()
    across, down = np.abs(points[-1] - points[0])
    return not others and down > 2 * across and np.hypot(across, down) > STRAIGHT * length


def downwards(strokes):
    """The same strokes, each from top to bottom."""
    return [points if points[0, 1] < points[-1, 1] else points[::-1] for points in strokes]


FORMS = {  # digit: the share of its drawings, one after the other, that get each form
    0: [(0.4, slash), (0.2, opened)],
    1: [(0.2, flag), (0.15, flag_and_foot), (0.1, foot)],
    6: [(0.1, opened)],
    7: [(0.3, bar)],
    8: [(0.2, opened)],
}
