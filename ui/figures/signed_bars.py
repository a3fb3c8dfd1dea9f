"""A table of labelled numbers with bars to the left or right of zero, as HTML: the terms of a sum."""

from html import escape

import numpy as np

from ui.figures import numbers
from ui.words import later, say

RULE = '<div class="rule"></div>'
OTHERS = later("The other {n}")


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


def live(label, note, name, kind=""):
    """A row as of `row`, whose bar and number ui/components/player.js fills in: those of the series with this name."""
    bar = f'<div class="track"><div class="fill" data-bar="{name}"></div></div>'
    label = f'<span>{escape(label)} <span class="note">{note}</span></span>'
    return f'<div class="row {kind}">{label}{bar}<span class="number">{{{name}}}</span></div>'


def largest(values, describe, count=5, others=OTHERS):
    """The `count` largest positive values of (n,), the `count` largest negative ones, and the sum of all others.

    describe: a function from an index to a label and a note; others: the label of the last row, {n} for their number.
    """
    order = np.argsort(-values, kind="stable")
    first, last = order[:count], order[::-1][:count]
    up, down = first[values[first] > 0], last[values[last] < 0]
    rest = np.delete(values, np.r_[up, down])
    scale = np.abs(values).max() or 1
    groups = [[row(*describe(i), values[i], scale) for i in some] for some in (up, down)]
    if len(rest):
        groups.append([row(say(others, n=numbers.count(len(rest))), say("in total"), rest.sum())])
    return table(RULE.join("".join(rows) for rows in groups if rows))
