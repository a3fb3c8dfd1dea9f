"""A table of labelled numbers, each with a bar to the left or right of zero: the terms of a sum, as HTML."""

from html import escape

import numpy as np

from ui.figures import numbers

RULE = '<div class="rule"></div>'


def table(rows):
    """Rows as `row` makes them, and RULE between some, below each other."""
    return f'<div class="working">{"".join(rows)}</div>'


def row(label, note, value, scale=None, kind=""):
    """A label with a note, a bar as long as the value is large beside `scale`, the number; no bar without a scale."""
    bar = "<span></span>"
    if scale is not None:
        way, width = "up" if value > 0 else "down", 50 * min(abs(value) / scale, 1)
        bar = f'<div class="track"><div class="fill {way}" style="width:{width:.2f}%"></div></div>'
    label = f'<span>{escape(label)} <span class="note">{note}</span></span>'
    return f'<div class="row {kind}">{label}{bar}<span class="number">{numbers.number(value)}</span></div>'


def largest(values, describe, count=10, others="The other {}"):
    """The `count` values of (n,) with the largest size, in order; all others together in a last row.

    describe: makes a label and a note of an index; others: what to call the last row, with their number for {}.
    """
    order = np.argsort(-np.abs(values), kind="stable")
    first, rest = order[:count], order[count:]
    scale = np.abs(values).max() or 1
    rows = [row(*describe(i), values[i], scale) for i in first]
    if len(rest):
        rows += [RULE, row(others.format(numbers.count(len(rest))), "together", values[rest].sum())]
    return table(rows)
