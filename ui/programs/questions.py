"""What a reader may be asked before a line runs: the shape or the value of its result, of four.

The wrong ones are those that readers give: transposed, the batch forgotten, another axis, counted from 1. `why` names
the reason that the page gives after the answer; the other entries are the values in that sentence.
"""

import numpy as np

CHOICES = 4
SMALL = 12  # elements of a result whose values are asked for; of larger ones, it is the shape


def question(site, arrays, result):
    """A dict: asks ("shape" or "value"), name, right, choices, why; None where there is nothing to ask."""
    if result is None or site.kind not in _KINDS:
        return None
    arrays = [np.asarray(array) for array in arrays if array is not None]
    asked = _KINDS[site.kind](site, arrays, np.asarray(result))
    if asked is None:
        return None
    right, *wrong = map(_text, asked.pop("answers"))
    choices = list(dict.fromkeys([right, *wrong]))[:CHOICES]
    if len(choices) < CHOICES:
        return None
    return {"asks": "value", "name": site.target or site.source} | asked | {"right": right, "choices": sorted(choices)}


def _text(answer):
    """As NumPy prints it, with at most three decimals."""
    is_float = isinstance(answer, np.ndarray | np.floating) and answer.dtype.kind == "f"
    return str(np.round(answer, 3) if is_float else answer)


def _shape(why, right, wrong, **values):
    return {"asks": "shape", "answers": [right, *wrong], "why": why} | values


def _product(site, arrays, result):
    A, B = arrays[:2]
    if site.target is None or not A.ndim or B.ndim not in (1, 2):
        return None
    if A.shape == B.shape == result.shape:
        return _element(site, A, B, result)
    a, b, right = A.shape, B.shape, result.shape
    wrong = [right[::-1], right[1:], b, a, b[::-1], (a[-1],), (1, *right), (a[-1], a[-1])]
    return _shape("product", right, wrong, left=str(a), other=str(b), n=a[-1], shape=str(right))


def _element(site, A, B, result):
    """Of a square product: element [0, 1]. Others multiply element by element, in the other order, or row by row."""
    answers = [result[0, 1], A[0, 1] * B[0, 1], np.dot(B, A)[0, 1], np.dot(A[0], B[1]), A[0, 1] + B[0, 1]]
    terms = " + ".join(f"{a} × {b}" for a, b in zip(A[0], B[:, 1], strict=True))
    left, other = (f"<code>{name}</code>" for name in site.operands[:2])
    return {
        "name": f"{site.target}[0, 1]",
        "answers": answers,
        "why": "element",
        "left": left,
        "other": other,
        "terms": terms,
    }


def _argmax(site, arrays, result):
    x = arrays[0]
    if site.target is None:
        return None
    if result.size > SMALL:
        return _axis_shape(site, x, result)
    if site.axis is None:
        return {"answers": [result, x.max(), result + 1, [int(result)]], "why": "place"}
    others = [np.argmax(x, axis=axis) for axis in range(x.ndim) if axis != site.axis]
    return {
        "answers": [result, *others, result + 1, x.max(axis=site.axis), x.argmax()],
        "why": "places",
        "axis": site.axis,
    }


def _sum(site, arrays, result):
    x = arrays[0]
    if x.dtype == bool and not result.ndim:
        n, of = int(result), x.size
        return {"name": site.source, "answers": [n, of, of - n, n / of, True, n + 1], "why": "count", "n": n, "of": of}
    if site.target is None or site.axis is None:
        return None
    if result.size > SMALL:
        return _axis_shape(site, x, result)
    others = [x.sum(axis=axis) for axis in range(x.ndim) if axis != site.axis]
    return {"answers": [result, *others, x.sum(), result[None]]} | _along(site, x, result)


def _axis_shape(site, x, result):
    others = [x.shape[:axis] + x.shape[axis + 1 :] for axis in range(x.ndim) if axis != site.axis]
    kept = [x.shape[:axis] + (1,) + x.shape[axis + 1 :] for axis in range(x.ndim) if axis == site.axis]
    along = _along(site, x, result)
    return _shape(along.pop("why"), result.shape, [*others, *kept, (), x.shape, x.shape[::-1]], **along)


def _along(site, x, result):
    return {"why": "axis", "axis": site.axis, "left": str(x.shape), "shape": str(result.shape)}


def _scaled(site, arrays, result):
    """nan, where exp has overflowed."""
    if site.target is None or result.ndim != 1 or not np.isnan(result).all():
        return None
    first = np.eye(1, result.size)[0]
    return {"answers": [result, first, np.full_like(result, np.inf), "OverflowError"], "why": "nan"}


def _equal(site, arrays, result):
    if site.target is None or not 1 < result.size <= SMALL:
        return None
    return {"answers": [result, bool(result.all()), bool(result.any()), int(result.sum())], "why": "equal"}


def _slice(site, arrays, result):
    x, low, high = arrays
    if site.target is None:
        return None
    asked, n, rest = int(high - low), len(result), x.shape[1:]
    if n == asked:
        return _shape("slice", result.shape, [rest, (n,), result.shape[::-1], x.shape, (n + 1, *rest)], n=n)
    wrong = [(asked, *rest), (n + 1, *rest), rest, (0, *rest)]
    return _shape("end", result.shape, wrong, asked=asked, n=n)


_KINDS = {
    "product": _product,
    "argmax": _argmax,
    "sum": _sum,
    "scaled": _scaled,
    "equal": _equal,
    "slice": _slice,
}
