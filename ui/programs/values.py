"""A value as the page shows it: numbers as text, arrays as pictures, in JSON, without references to arrays.

An array has its shape, dtype, smallest and largest value; then its numbers if they are few, else pictures: rows of 784
pixels and weights of 784 inputs as digits, feature maps as maps, other matrices with a pixel for a number.
"""

import numpy as np

from mnistcore import Conv2D, Dense
from ui.figures import numbers, pictures

FEW = 40  # numbers are shown as text
BARS = 13, 200  # from so many numbers in a row on, up to so many, they are shown as bars
LISTED = 20  # of more, whole ones
TILES = 12  # pictures of one array
ROWS, COLUMNS = 40, 128  # of a matrix as one picture
MOST_TEXT = 200  # characters
DIGIT = 28 * 28


def described(value):
    """A dict: kind (array, dict, sequence, number, text or object), type, and what belongs to the kind."""
    kind = type(value).__name__
    if isinstance(value, np.ndarray):
        return array(value)
    if isinstance(value, bool | int | float | np.generic | type(None)):
        return {"kind": "number", "type": kind, "text": str(value)}
    if isinstance(value, str):
        return {"kind": "text", "type": kind, "text": _cut(repr(value))}
    if isinstance(value, dict):
        return {"kind": "dict", "type": kind, "items": [[repr(key), described(item)] for key, item in value.items()]}
    if isinstance(value, tuple | list) and all(isinstance(item, int | float | str) for item in value):
        return {"kind": "text", "type": kind, "text": _cut(repr(value))}
    if isinstance(value, Exception):
        return {"kind": "text", "type": kind, "text": _cut(str(value))}
    if isinstance(value, range):
        return {"kind": "text", "type": kind, "text": repr(value)}
    if isinstance(value, Dense | Conv2D):
        W = kernels(value.W) if isinstance(value, Conv2D) else array(value.W)
        return {"kind": "dict", "type": kind, "items": [["W", W], ["b", array(value.b)]]}
    return {"kind": "object", "type": kind, "text": ""}


def kernels(W):
    """The kernels of a convolution, (FH, FW, C, K), as pictures of how they look at the first channel."""
    shown = W[:, :, 0].transpose(2, 0, 1)  # (K, FH, FW)
    return array(W) | _tiles(shown, True)


def array(values):
    """An array: kind, type, shape, low, high; and cells (texts), or pictures and how many are not shown."""
    shown = {"kind": "array", "type": str(values.dtype), "shape": list(values.shape), "size": int(values.size)}
    if not values.size or values.dtype.kind not in "buif":
        return shown | {"cells": []}
    if values.dtype.kind != "b":
        shown |= {"low": extreme(values.min()), "high": extreme(values.max())}
    if values.ndim == 1 and values.dtype.kind == "f" and BARS[0] <= values.size <= BARS[1]:
        return shown | {"bars": [float(f"{value:.4g}") for value in values]}
    if values.size <= FEW and values.ndim <= 3:
        return shown | {"cells": cells(values)}
    if values.ndim == 1 and values.dtype.kind != "f":
        return shown | {"cells": cells(values[:LISTED])}
    return shown | drawn(values)


def cells(values):
    """The numbers of a small array as texts, row by row."""
    write = scalar if values.size <= 12 else _short
    return [write(value) for value in values.ravel()]


def scalar(value):
    """A number of an array, to eight decimals."""
    if isinstance(value, bool | np.bool_) or value is None:
        return str(value)
    if isinstance(value, int | np.integer):
        return numbers.count(int(value))
    if not np.isfinite(value):
        return str(float(value)).replace("-", "−")
    return (
        numbers.exact(value)
        if abs(value) < 1e9 and (abs(value) >= 1e-6 or value == 0)
        else numbers.power(float(value), 2)
    )


def extreme(value):
    """The smallest or largest value of an array, to four decimals; nan if one is."""
    if isinstance(value, np.integer):
        return numbers.count(int(value))
    return numbers.number(value) if np.isfinite(value) else scalar(value)


def drawn(values):
    """Pictures of a larger array: tiles, each with its address; their sides; and how many of how many are shown."""
    if found := _as_tiles(values):
        return _tiles(*found)
    flat = values.reshape(values.shape[0], -1) if values.ndim > 1 else values[None]
    part = flat[:ROWS, :COLUMNS]
    return {"matrix": _address(part, _has_signs(part), None), "sides": list(part.shape), "of": list(flat.shape)}


def _tiles(tiles, signed):
    high = np.abs(tiles[:TILES]).max() if signed else None
    addresses = [_address(tile, signed, high) for tile in tiles[:TILES]]
    return {"tiles": addresses, "sides": list(tiles.shape[1:]), "of": len(tiles)}


def _as_tiles(values):
    """(n, H, W) and whether signs matter; None if the array has no pictures in it."""
    shape = values.shape
    signed = _has_signs(values[:TILES])
    if shape == (28, 28) or shape == (DIGIT,):
        return values.reshape(1, 28, 28), signed
    if values.ndim == 2 and shape[1] == DIGIT:
        return values.reshape(-1, 28, 28), signed
    if values.ndim == 2 and shape[0] == DIGIT:
        return values.T.reshape(-1, 28, 28), True
    if values.ndim == 4 and shape[1] == 1:
        return values[:, 0], signed
    if values.ndim == 4:  # feature maps, channels last: those of the first image
        return values[0].transpose(2, 0, 1), signed
    return None


def _has_signs(values):
    return values.dtype.kind == "f" and bool((values < 0).any())


def _address(values, signed, high):
    if signed:
        return pictures.data_uri(pictures.signed(values, high))
    return pictures.data_uri(pictures.gray(values, 0, max(float(values.max()), 1e-12)))


def _short(value):
    if not isinstance(value, np.floating) or not np.isfinite(value):
        return scalar(value)
    text = numbers.short(value)
    return f"{text}.0" if text.lstrip("−").isdecimal() else text  # a float, as Python shows it


def _cut(text):
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…"
