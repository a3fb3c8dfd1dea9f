"""Cuts ink that shows several digits side by side into single digits.

A network that was trained on images of one digit cannot answer "two digits": it reads 12 as the digit that 12 resembles
most. Each part read alone is a fair question.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from .drawing import FAINTEST, checked_ink

LEAST_HEIGHT = 0.6  # of a digit, relative to the tallest beside it; lower parts are dots, bars and specks


def split_digits(ink: ArrayLike) -> list[np.ndarray]:
    """Ink, (H, W) uint8, white on black -> the digits in it from left to right, each (H, its columns) uint8.

    The parts side by side are the ink again. Ink with one digit, or none, is returned whole.
    Raises InputError where `ink` is not such an array.

    >>> ink = np.zeros((280, 280), np.uint8)
    >>> ink[40:240, 60:80] = ink[60:240, 150:170] = 255  # 11
    >>> ink[220:240, 100:120] = 255  # a speck beside the first 1
    >>> [part.shape for part in split_digits(ink)]
    [(280, 135), (280, 145)]
    """
    ink = checked_ink(ink)
    inked = ink >= FAINTEST  # (H, W)
    runs = inked_columns(inked)  # (R, 2)
    heights = np.array([height(inked[:, first:end]) for first, end in runs])  # (R,)
    digits = np.flatnonzero(heights >= LEAST_HEIGHT * heights.max(initial=0))  # (N,) which of the runs
    gaps = runs[1:, 0] - runs[:-1, 1]  # (R - 1,)
    widest = [left + gaps[left:right].argmax() for left, right in pairwise(digits)]  # between two digits: N - 1
    cuts = [(runs[i, 1] + runs[i + 1, 0]) // 2 for i in widest]
    return np.split(ink, cuts, axis=1)  # (H, W) -> N of (H, W1), (H, W2), ...


def inked_columns(inked: np.ndarray) -> np.ndarray:
    """The runs of columns that have ink: (H, W) bool -> (R, 2), the first column of each run and the one after it.

    These are the connected parts of the ink, joined where one lies above another: pixels that touch are at most one
    column apart, so the columns of a connected part are a run, and parts are in one run if no column between is empty.
    """
    columns = np.concatenate([[False], inked.any(axis=0), [False]])  # (H, W) -> (W + 2,)
    return np.flatnonzero(columns[1:] != columns[:-1]).reshape(-1, 2)  # ink begins, ink ends: (2 R,) -> (R, 2)


def height(inked: np.ndarray) -> int:
    """The height of the ink, from its top row to its bottom row: (H, W) bool -> int."""
    return int(np.ptp(np.flatnonzero(inked.any(axis=1)))) + 1
