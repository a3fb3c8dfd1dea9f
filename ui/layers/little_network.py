"""The small network of the book's section 3.4, with every matrix, shape and value on the screen.

All values come from mnistcore's Network: nothing is computed here.
"""

import numpy as np

from mnistcore import Dense, Network, identity_function, sigmoid
from ui.figures.numbers import exact, short
from ui.figures.pictures import ACCENT, GRAY, svg
from ui.figures.steps import plain_name
from ui.words import say

LITTLE = Network(
    (
        Dense(np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), np.array([0.1, 0.2, 0.3]), sigmoid),
        Dense(np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]), np.array([0.1, 0.2]), sigmoid),
        Dense(np.array([[0.1, 0.3], [0.2, 0.4]]), np.array([0.1, 0.2]), identity_function),
    )
)


def worked_through(network, x):
    """Every step of a small network of Dense layers for one input (n,): A1 = X W1 + B1, Z1 = sigmoid(A1), and so on."""
    rows, x_name = [], "X"
    for k, (layer, output) in enumerate(zip(network.layers, network.run(x), strict=True), start=1):
        a, z = output.pre_activation, output.activation
        z_name, name = "Y" if k == len(network.layers) else f"Z{k}", plain_name(layer.activation)
        parts = (
            matrix(x_name, x),
            "·",
            matrix(f"W{k}", layer.W),
            "+",
            matrix(f"B{k}", layer.b),
            "=",
            matrix(f"A{k}", a, "result"),
            f"→ {name} →",
            matrix(z_name, z, "result"),
        )
        row = "".join(part if part.startswith("<") else f'<span class="op">{part}</span>' for part in parts)
        spelt = "<br>".join(_spelt_out(f"A{k}[{j}]", x, layer.W[:, j], layer.b[j], a[j]) for j in range(len(a)))
        rows.append(
            f'<div><div class="name">A{k} = {x_name} W{k} + B{k}, &ensp;{z_name} = {name}(A{k})</div>'
            f'<div class="row">{row}</div><div class="note">{spelt}</div></div>'
        )
        x, x_name = z, z_name
    return f'<div class="steps">{"".join(rows)}</div>'


def drawn(network, x):
    """The network as circles and lines: each circle shows a value, and the width of a line shows a weight."""
    columns = [np.asarray(x), *(output.activation for output in network.run(x))]
    last = len(columns) - 1
    names = ["x", *(f"z{k}" for k in range(1, last)), "y"]
    width, height, radius = 480, 330, 26
    places = [
        [(40 + (width - 80) * c / last, height * (i + 1) / (len(v) + 1)) for i in range(len(v))]
        for c, v in enumerate(columns)
    ]
    lines = "".join(
        f'<path d="M{p[0]:.0f} {p[1]:.0f} L{q[0]:.0f} {q[1]:.0f}" stroke-width="{6 * layer.W[i, j]:.2f}"/>'
        for c, layer in enumerate(network.layers)
        for i, p in enumerate(places[c])
        for j, q in enumerate(places[c + 1])
    )
    circles = "".join(
        f'<circle cx="{px:.0f}" cy="{py:.0f}" r="{radius}" fill="{ACCENT}"/>'
        f'<text x="{px:.0f}" y="{py + 5:.0f}" fill="#fff">{short(value)}</text>'
        f'<text x="{px:.0f}" y="{py - radius - 7:.0f}" fill="{GRAY}">{name}[{i}]</text>'
        for name, column, values in zip(names, places, columns, strict=True)
        for i, ((px, py), value) in enumerate(zip(column, values, strict=True))
    )
    sizes = ", ".join(str(len(v)) for v in columns)
    label = say("A network of {sizes} neurons with their values", sizes=sizes)
    content = f'<g stroke="{GRAY}" stroke-opacity=".5">{lines}</g><g text-anchor="middle" font-size="13">{circles}</g>'
    return f'<div class="little">{svg(content, width, height, label)}</div>'


def matrix(name, values, kind=""):
    """A vector or a matrix in brackets, with its name and shape below."""
    values = np.asarray(values)
    columns = values.shape[-1]
    cells = "".join(f"<span>{exact(v)}</span>" for v in values.ravel())
    brackets = f'<div class="cells" style="grid-template-columns: repeat({columns}, auto)">{cells}</div>'
    return f'<div class="matrix {kind}">{brackets}<span class="shape">{name} {values.shape}</span></div>'


def _spelt_out(name, x, w, b, a):
    products = " + ".join(f"{exact(i)} × {exact(j)}" for i, j in zip(x, w, strict=True))
    return f"{name} = {products} + {exact(b)} = {exact(a)}"
