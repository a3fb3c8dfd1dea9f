"""Turns ink on a canvas into a 28x28 image prepared the way MNIST's images were.

A network trained on MNIST knows digits of one size and position: MNIST's authors cropped each digit, scaled its
longest side to 20 pixels, and centred its mass in a 28x28 field (LeCun, Cortes, Burges, "The MNIST database of
handwritten digits"). A drawing must be prepared the same way before the network sees it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image

from .errors import EmptyDrawingError, InputError, Sentence

SIDE = 28  # of the finished image
LONGEST = 20  # side of a digit within it
CENTRE = 14  # index of the centre of mass, measured on MNIST itself
STAGES = Sentence("ink"), Sentence("cropped"), Sentence("scaled to 20"), Sentence("centred by mass")
FAINTEST = 26  # a tenth of full ink; fainter pixels do not count as ink


class DrawingStep(NamedTuple):
    """One stage between ink and image: its name and its picture, (H, W) uint8, white on black."""

    name: str
    image: np.ndarray


def normalize_drawing(ink: ArrayLike) -> np.ndarray:
    """Ink of any size, (H, W) uint8, white on black -> an image like MNIST's, (28, 28) uint8.

    Raises EmptyDrawingError where there is no ink, InputError where `ink` is not such an array.

    >>> ink = np.zeros((280, 280), np.uint8)
    >>> ink[40:240, 130:150] = 255  # a 1
    >>> image = normalize_drawing(ink)
    >>> np.argwhere(image).min(axis=0), np.argwhere(image).max(axis=0)  # 20 rows and 2 columns, in the middle
    (array([ 4, 14]), array([23, 15]))
    """
    return drawing_steps(ink)[-1].image


def drawing_steps(ink: ArrayLike) -> list[DrawingStep]:
    """The four stages of `normalize_drawing`: ink, cropped, scaled to 20, centred by mass. Errors: as there."""
    ink = checked_ink(ink)
    cropped = crop(ink)
    scaled = scale(cropped)
    return [DrawingStep(*step) for step in zip(STAGES, (ink, cropped, scaled, centre(scaled)), strict=True)]


def crop(ink: np.ndarray) -> np.ndarray:
    """The smallest rectangle that contains all the ink. Raises EmptyDrawingError where there is none."""
    inked = ink >= FAINTEST
    if not inked.any():
        raise EmptyDrawingError("There is no ink yet. Draw a digit first.")
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def scale(digit: np.ndarray) -> np.ndarray:
    """The digit with its longest side at 20 pixels, in its proportions and with smooth edges."""
    height, width = digit.shape
    shrink = LONGEST / max(height, width)
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    return np.asarray(
        Image.fromarray(digit).resize(size, Image.Resampling.BOX if shrink < 1 else Image.Resampling.BICUBIC)
    )


def centre(digit: np.ndarray) -> np.ndarray:
    """The digit in a black 28x28 field, its centre of mass as near to (14, 14) as whole-pixel shifts allow: uint8."""
    image = np.zeros((SIDE, SIDE), np.uint8)
    height, width = digit.shape
    y, x = centre_of_mass(digit)
    top = int(np.clip(round(CENTRE - y), 0, SIDE - height))  # never over the edge
    left = int(np.clip(round(CENTRE - x), 0, SIDE - width))
    image[top : top + height, left : left + width] = digit
    return image


def centre_of_mass(image: np.ndarray) -> tuple[float, float]:
    """(row, column) of the ink's centre of mass, in pixels, zero-based."""
    mass = image.astype(np.float64)
    rows, columns = np.indices(image.shape)
    return (rows * mass).sum() / mass.sum(), (columns * mass).sum() / mass.sum()


def checked_ink(ink: ArrayLike) -> np.ndarray:
    """The ink as an array. Raises InputError where it is not (H, W) uint8."""
    ink = np.asarray(ink)
    if ink.ndim != 2 or ink.dtype != np.uint8:
        raise InputError(
            "Expected ink as (H, W) uint8, white on black, found {shape} {dtype}.", shape=ink.shape, dtype=ink.dtype
        )
    return ink
