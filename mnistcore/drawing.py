"""Ink on a canvas becomes a 28x28 image made the way MNIST's were made.

A network trained on MNIST knows digits of one size, in one place: the makers cropped each digit, scaled it so that
its longest side is 20 pixels, and placed it with its centre of mass in the middle of a 28x28 field (LeCun, Cortes,
Burges, "The MNIST database of handwritten digits"). What somebody draws must go the same way before it is read.
"""

from typing import NamedTuple

import numpy as np
from PIL import Image

from .errors import EmptyDrawingError, InputError

SIDE = 28  # of the finished image
LONGEST = 20  # side of a digit within it
CENTRE = 14  # index of the centre of mass, measured on MNIST itself
STAGES = ("ink", "cropped", f"scaled to {LONGEST}", "centred by mass")
FAINTEST = 26  # a tenth of full ink; anything fainter is smudge


class DrawingStep(NamedTuple):
    """One stage on the way from ink to image: its name and its picture, (H, W) uint8, white on black."""

    name: str
    image: np.ndarray


def normalize_drawing(ink):
    """Ink, (H, W) uint8, white on black, of any size -> (28, 28) uint8 as in MNIST.

    Raises EmptyDrawingError where there is no ink, InputError where `ink` is not such an array.
    """
    return drawing_steps(ink)[-1].image


def drawing_steps(ink):
    """The four stages of `normalize_drawing`: ink, cropped, scaled to 20, centred by mass."""
    ink = _checked(ink)
    cropped = crop(ink)
    scaled = scale(cropped)
    return [DrawingStep(*step) for step in zip(STAGES, (ink, cropped, scaled, centre(scaled)), strict=True)]


def crop(ink):
    """The smallest rectangle that holds all the ink."""
    inked = ink >= FAINTEST
    if not inked.any():
        raise EmptyDrawingError("There is no ink to read: draw a digit first.")
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def scale(digit):
    """The digit with its longest side at 20 pixels, its proportions kept, its edges smooth."""
    height, width = digit.shape
    shrink = LONGEST / max(height, width)
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    return np.asarray(
        Image.fromarray(digit).resize(size, Image.Resampling.BOX if shrink < 1 else Image.Resampling.BICUBIC)
    )


def centre(digit):
    """The digit in a black 28x28 field, moved by whole pixels until its centre of mass lies at index (14, 14)."""
    image = np.zeros((SIDE, SIDE), np.uint8)
    height, width = digit.shape
    y, x = centre_of_mass(digit)
    top = int(np.clip(round(CENTRE - y), 0, SIDE - height))  # never over the edge
    left = int(np.clip(round(CENTRE - x), 0, SIDE - width))
    image[top : top + height, left : left + width] = digit
    return image


def centre_of_mass(image):
    """(row, column) of the ink's centre of mass, in pixels, zero-based."""
    mass = image.astype(np.float64)
    rows, columns = np.indices(image.shape)
    return (rows * mass).sum() / mass.sum(), (columns * mass).sum() / mass.sum()


def _checked(ink):
    ink = np.asarray(ink)
    if ink.ndim != 2 or ink.dtype != np.uint8:
        raise InputError(f"Expected ink as (H, W) uint8, white on black, got {ink.shape} {ink.dtype}.")
    return ink
