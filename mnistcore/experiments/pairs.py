"""Two networks on the same digits: where only one is right, and whether that could be chance."""

import math
from typing import NamedTuple

import numpy as np

NAMES = "mlp", "cnn", "mlp-plain", "mlp-relu", "mlp-tanh", "cnn-plain", "cnn-article"  # of the built-in networks


class Pair(NamedTuple):
    """Two networks compared: the indices of the digits that only the first or only the second reads right.

    p_value: how probable so uneven a split, or a more uneven one, is if each of these digits is a fair coin.
    """

    only_first: np.ndarray
    only_second: np.ndarray
    p_value: float


def compare(first: np.ndarray, second: np.ndarray, t: np.ndarray) -> Pair:
    """Compare predictions, (N,) each, for digits with labels t, (N,).

    >>> compare(np.array([1, 2, 3, 4]), np.array([1, 2, 0, 0]), np.array([1, 2, 3, 4])).p_value
    0.5
    """
    only_first = np.flatnonzero((first == t) & (second != t))
    only_second = np.flatnonzero((first != t) & (second == t))
    return Pair(only_first, only_second, mcnemar(len(only_first), len(only_second)))


def mcnemar(b: int, c: int) -> float:
    """The p-value of McNemar's test, exact: twice the chance of at most min(b, c) heads in b + c throws of a coin.

    Source: McNemar, "Note on the sampling error of the difference between correlated proportions" (1947).
    """
    n, fewer = b + c, min(b, c)
    tail = sum(math.comb(n, k) for k in range(fewer + 1))
    return min(1.0, 2 * (tail / 2**n))
