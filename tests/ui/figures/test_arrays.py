"""Arrays as what they are."""

import numpy as np
import pytest

from ui.figures import arrays
from ui.resources import ArraySummary


@pytest.mark.parametrize(
    ("dtype", "ink", "cells"),
    [
        (np.uint8, [3, 18, 126, 0, 255], ("0 to 255", "37.6 MB", "3 18 126 0 255")),
        (np.float32, [0.0118, 0.6, 1, 0, 0.5], ("0 to 1", "151 MB", "0.0118 0.600 1.00 0 0.500")),
    ],
)
def test_the_table_tells_the_range_the_memory_and_the_first_ink(dtype, ink, cells):
    first = np.zeros((5, 784), dtype)
    first[0, 28 * 5 + 12 : 28 * 5 + 17] = ink
    size = 48_000 * 784 * first.itemsize
    html = arrays.table({"x_train": ArraySummary((48_000, 784), first.dtype, size, first.min(), first.max(), first)})
    values, memory, shown = cells
    for cell in (values, memory, f"<code>x_train[0, 152:157]</code> → {shown}"):
        assert f"<td>{cell}</td>" in html
