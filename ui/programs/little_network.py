"""The small network of the book's section 3.4 as circles and lines, for its program: 2-3-2-2 neurons.

All values come from mnistcore's Network: nothing is computed here.
"""

from html import escape

import numpy as np

from mnistcore import Dense, Network, identity_function, sigmoid
from ui.figures.numbers import short
from ui.words import say

LITTLE = Network(
    (
        Dense(np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), np.array([0.1, 0.2, 0.3]), sigmoid),
        Dense(np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]), np.array([0.1, 0.2]), sigmoid),
        Dense(np.array([[0.1, 0.3], [0.2, 0.4]]), np.array([0.1, 0.2]), identity_function),
    )
)
NAMES = "X", "Z1", "Z2", "Y"  # in the program
WIDTH, HEIGHT, RADIUS, EDGE = 460, 250, 20, 40


def drawn(x):
    """SVG: each circle shows a value, the width of a line a weight. x: the two inputs.

    The circles of a layer are a group with data-name, so that the stepper can show those that the program has computed.
    """
    x = np.array([*x])
    columns = [x, *(output.activation for output in LITTLE.run(x))]
    places = [_places(number, len(column)) for number, column in enumerate(columns)]
    weights = "".join(map(_lines, LITTLE.layers, places, places[1:]))
    circles = "".join(map(_circles, NAMES, columns, places))
    sizes = ", ".join(str(len(column)) for column in columns)
    label = escape(say("A network of {sizes} neurons with their values", sizes=sizes))
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{weights}{circles}</svg>'


def _places(column, size):
    """(x, y) of each circle in a column."""
    x = EDGE + (WIDTH - 2 * EDGE) * column / (len(NAMES) - 1)
    return [(round(x), round(HEIGHT * (i + 1) / (size + 1)) + 6) for i in range(size)]


def _lines(layer, left, right):
    return "".join(
        f'<path d="M{p[0]} {p[1]}L{q[0]} {q[1]}" stroke-width="{6 * layer.W[i, j]:.2f}"/>'
        for i, p in enumerate(left)
        for j, q in enumerate(right)
    )


def _circles(name, values, places):
    circles = "".join(
        f'<circle cx="{x}" cy="{y}" r="{RADIUS}"/><text class="value" x="{x}" y="{y + 4}">{short(value)}</text>'
        f'<text x="{x}" y="{y - RADIUS - 5}">{name}[{i}]</text>'
        for i, (value, (x, y)) in enumerate(zip(values, places, strict=True))
    )
    return f'<g data-name="{name}">{circles}</g>'
