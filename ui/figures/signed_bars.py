"""A table of labelled numbers with bars to the left or right of zero, as HTML: the terms of a sum."""

from html import escape

import numpy as np

from ui.figures import numbers

RULE = '<div class="rule"></div>'


def table(rows):
    """A table of what `row` returns, with RULE between some rows."""
    return f'<div class="working">{"".join(rows)}</div>'


def row(label, note, value, scale=None, kind=""):
    """A label with a note, a bar for the value relative to `scale` (none without a scale), and the number."""
    bar = "<span></span>"
    if scale is not None:
        way, width = "up" if value > 0 else "down", 50 * min(abs(value) / scale, 1)
        bar = f'<div class="track"><div class="fill {way}" style="width:{width:.2f}%"></div></div>'
    label = f'<span>{escape(label)} <span class="note">{note}</span></span>'
    return f'<div class="row {kind}">{label}{bar}<span class="number">{numbers.number(value)}</span></div>'


def largest(values, describe, count=10, others="The other {}"):
    """The `count` values of (n,) with the largest magnitude, in order, and the sum of all others in a last row.

    describe: a function from an index to a label and a note; others: the label of the last row, {} for their number.
    """
    order = np.argsort(-np.abs(values), kind="stable")
    first, rest = order[:count], order[count:]
    scale = np.abs(values).max() or 1
    rows = [row(*describe(i), values[i], scale) for i in first]
    if len(rest):
        rows += [RULE, row(others.format(numbers.count(len(rest))), "in total", values[rest].sum())]
    return table(rows)
