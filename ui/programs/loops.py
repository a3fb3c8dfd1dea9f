"""Long loops: which turns are worth seeing, and how their numbers grow from turn to turn."""

from typing import NamedTuple

import numpy as np

FIRST_KEPT = 3  # turns
CURVE = 240  # points
COUNTER = "_cnt"  # how the book's name for a count ends


class Loop(NamedTuple):
    """A loop of which only some turns were recorded. kept: their numbers; curves: (turns, values) by name; odd: the
    first turn in which a counter of single turns did not grow, or None."""

    line: int
    turns: int
    kept: list
    curves: dict
    odd: int | None


def followed(line, turns, numbers):
    """A Loop. numbers: by name, their values after each turn. Curves are those that only ever grow."""
    curves, odd = {}, None
    at = np.unique(np.linspace(0, turns - 1, CURVE).astype(int))
    for name, values in numbers.items():
        gains = np.diff(values, prepend=0)
        if len(values) == turns and (gains >= 0).all() and gains[1:].any():
            curves[name] = at.tolist(), [values[i] for i in at]
            if name.endswith(COUNTER) and gains.max() == 1 and not gains.all():
                odd = int(gains.argmin())
    kept = sorted({*range(FIRST_KEPT), turns - 1} | ({odd} if odd is not None else set()))
    return Loop(line, turns, kept, curves, odd)
