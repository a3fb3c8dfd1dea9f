"""What an expression shows when it is opened: its operands and its result, cut to what fits a page, in JSON."""

import base64

import numpy as np

import mnistcore
from ui.figures import numbers
from ui.programs import values

ROWS = 6  # of a left matrix, and of a product
COLUMNS = 128  # of a right matrix
MOST = 40_000  # elements of a matrix that is sent
WIDE = 6  # columns, beyond which two decimals have to do
LISTED = 12  # rows or columns of numbers
COMPARED = 20
POINTS = 400
BINS = 40


def opened(site, operands, result):
    """A dict for the browser: kind, source, and what belongs to the kind. None if there is nothing worth opening.

    result: None if the expression raised an error.
    """
    arrays = [np.asarray(operand) for operand in operands if operand is not None]
    if not arrays or any(array.dtype.kind not in "buif" for array in arrays):
        return None
    shown = _KINDS[site.kind](site, arrays, result) if site.kind in _KINDS else None
    return shown and {"names": list(site.operands), "target": site.target, **shown}


def _product(site, arrays, result):
    A, B, *bias = arrays
    shapes = [list(array.shape) for array in arrays]
    if result is None and A.ndim and B.ndim in (1, 2) and A.shape[-1] != len(B):
        return {"kind": "product", "shapes": shapes, "fits": False}
    if result is None or A.ndim not in (1, 2) or B.ndim not in (1, 2) or any(b.ndim > 1 for b in bias):
        return None
    left, right = np.atleast_2d(A), B if B.ndim == 2 else B[:, None]
    inner, columns = right.shape
    rows = max(1, min(ROWS, len(left), MOST // max(left.shape[1], 1)))
    shown = max(1, min(COLUMNS, columns, MOST // inner))
    result = np.asarray(result)
    shape = list(result.shape)
    result = result.reshape(len(left), columns)[:rows, :shown]
    texts = [values.scalar(_rounded(value)) for value in result.ravel()]
    bias = np.broadcast_to(bias[0], (columns,))[:shown] if bias else None
    return {
        "kind": "product",
        "shapes": shapes,
        "fits": True,
        "left": _grid(left[:rows]),
        "right": _grid(right[:, :shown]),
        "result": _grid(result),
        "texts": texts,
        "shape": shape,
        "bias": None if bias is None else [values.scalar(_rounded(b)) for b in bias],
    }


def _grid(matrix):
    """A matrix for the browser: few numbers as they are, many as 16-bit integers and their unit."""
    matrix = np.asarray(matrix, np.float64)
    grid = {"rows": matrix.shape[0], "columns": matrix.shape[1], "signed": bool((matrix < 0).any())}
    if matrix.size <= values.FEW:
        return grid | {"values": [float(value) for value in matrix.ravel()]}
    unit = max(float(np.abs(matrix).max()), 1e-12) / 32767
    coded = (matrix / unit).round().astype("<i2")
    return grid | {"unit": unit, "coded": base64.b64encode(coded.tobytes()).decode()}


def _rounded(value):
    """To five digits where a float has more."""
    return float(f"{value:.5g}") if isinstance(value, np.floating) and np.isfinite(value) else value


def _activation(site, arrays, result):
    x = arrays[0].astype(np.float64)
    if result is None or not np.isfinite(x).all():
        return None
    y = np.asarray(result, np.float64)
    if site.name == "softmax":
        a, p = np.atleast_2d(x)[0][:LISTED], np.atleast_2d(y)[0][:LISTED]
        bars = [[values.scalar(_rounded(a)), float(p), numbers.probability(p)] for a, p in zip(a, p, strict=True)]
        return {"kind": "softmax", "bars": bars, "rows": len(np.atleast_2d(x))}
    reach = max(3.0, float(np.abs(x).max()) * 1.1)
    along = np.linspace(-reach, reach, 161)
    curve = getattr(mnistcore, site.name)(along)
    at = np.unique(np.linspace(0, x.size - 1, min(x.size, POINTS)).astype(int))
    points = np.stack([x.ravel()[at], y.ravel()[at]], axis=1)
    return {
        "kind": "activation",
        "name": site.name,
        "curve": _pairs(along, curve),
        "points": _pairs(*points.T),
        "of": int(x.size),
    }


def _pairs(x, y):
    return [[float(f"{a:.5g}"), float(f"{b:.5g}")] for a, b in zip(x, y, strict=True)]


def _scaled(site, arrays, result):
    x = arrays[0]
    if result is None or x.size < 50 or any(other.size > 1 for other in arrays[1:]):
        return None
    return {"kind": "histograms", "before": _histogram(x), "after": _histogram(np.asarray(result))}


def _histogram(x):
    counts, _ = np.histogram(x, BINS)
    shown = values.array(x)
    spread = {"mean": numbers.number(x.mean()), "deviation": numbers.number(x.std())}
    first = shown.get("tiles", [None])[0]
    return {"counts": counts.tolist(), "low": shown["low"], "high": shown["high"], "tile": first, **spread}


def _argmax(site, arrays, result):
    return _along_axes(site, arrays[0], result, np.argmax)


def _sum(site, arrays, result):
    return _along_axes(site, arrays[0], result, np.sum)


def _along_axes(site, x, result, function):
    """An array, what the function makes of it along the given axis, and what it would make along the others."""
    if result is None or x.ndim == 0 or x.ndim > 3 or (x.ndim == 3 and x.size > values.FEW):
        return None
    axes = [site.axis, *(axis for axis in range(x.ndim) if axis != site.axis)] if site.axis is not None else [None]
    along = [{"axis": axis, **_listed(np.asarray(function(x, axis=axis)))} for axis in axes]
    cut = x[tuple(slice(LISTED) for _ in x.shape)]
    found = {"kind": "axes", "name": site.name, "shape": list(x.shape), "cut": list(cut.shape), "cells": _texts(cut)}
    return found | {"along": along, "winners": function is np.argmax, "numbers": x.dtype.kind != "b"}


def _listed(y):
    cut = y[tuple(slice(LISTED) for _ in y.shape)]
    return {"shape": list(y.shape), "cut": list(cut.shape), "cells": _texts(cut)}


def _texts(x):
    x = np.asarray(x)
    places = 2 if x.ndim > 1 and x.shape[-1] > WIDE else 3
    return [values.scalar(_places(value, places)) for value in x.ravel()]


def _places(value, places):
    return round(float(value), places) if isinstance(value, np.floating) and np.isfinite(value) else value


def _equal(site, arrays, result):
    if result is None:
        return {"kind": "equal", "shapes": [list(array.shape) for array in arrays]}
    left, right = np.broadcast_arrays(*arrays)
    same = np.asarray(result)
    rows = [_texts(array.ravel()[:COMPARED]) for array in (left, right)]
    return {
        "kind": "equal",
        "rows": rows,
        "same": [bool(value) for value in same.ravel()[:COMPARED]],
        "right": int(same.sum()),
        "of": int(same.size),
    }


_KINDS = {
    "product": _product,
    "activation": _activation,
    "scaled": _scaled,
    "argmax": _argmax,
    "sum": _sum,
    "equal": _equal,
}
