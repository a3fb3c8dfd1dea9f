"""What a reader may be asked before an expression runs: which shape its result will have, of four.

The wrong ones are those that readers give: transposed, the batch forgotten, another axis, the axis kept.
"""

import numpy as np

CHOICES = 4


def choices(site, arrays, result):
    """(the right shape, four shapes in no telling order), as texts; None where there is no question."""
    if site.target is None or site.kind not in ("product", "argmax", "sum"):
        return None
    right = np.shape(result)
    wrong = [shape for shape in _wrong(site, arrays, right) if shape != right]
    shapes = list(dict.fromkeys([right, *wrong]))[:CHOICES]
    if len(shapes) < CHOICES:
        return None
    return str(right), sorted(map(str, shapes))


def _wrong(site, arrays, right):
    x = arrays[0].shape
    if site.kind == "product":
        W = arrays[1].shape
        return [right[::-1], right[1:], W, x, W[::-1], (x[-1],), (1, *right), (x[-1], x[-1])]
    others = [x[:axis] + x[axis + 1 :] for axis in range(len(x)) if axis != site.axis]
    kept = [x[:axis] + (1,) + x[axis + 1 :] for axis in range(len(x)) if axis == site.axis]
    return [*others, *kept, (), x, x[::-1]]
