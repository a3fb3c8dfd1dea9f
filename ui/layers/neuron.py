"""One neuron, worked out: what came in, its weights, the sum that made its value.

Arrays in, strings for st.html out; no Streamlit inside. As in `figures.pictures`, orange is positive, blue negative.
"""

from html import escape
from typing import NamedTuple

import numpy as np

from mnistcore import relu, sigmoid, softmax
from ui.figures.numbers import count, number
from ui.figures.steps import Step, plain_name

RULE = '<div class="rule"></div>'


class Neuron(NamedTuple):
    """One neuron at work on one input: all that made its value.

    A pixel of a feature map is one too: its inputs are the patch of the image that lies under the kernel. x and w are
    (n,); a and z, (m,), are the weighted sums and activations of all m neurons that got this input. `shape` is the
    (H, W, C) in which x is best looked at, or None; `place`, (row, column), is where in the image it begins.
    """

    step: Step
    index: int
    x: np.ndarray
    w: np.ndarray
    a: np.ndarray
    z: np.ndarray
    shape: tuple | None
    place: tuple | None

    @classmethod
    def of(cls, step, index):
        """Neuron `index` of a Dense layer."""
        return cls(step, index, step.x, step.layer.W[:, index], step.a, step.z, step.image_shape, None)

    @classmethod
    def at(cls, step, index, row, column):
        """The pixel in this row and column of feature map `index` of a Conv2D layer."""
        FH, FW, C, _ = step.layer.W.shape
        patch = step.x[row : row + FH, column : column + FW]  # (FH, FW, C)
        kernel = step.layer.W[..., index]  # (FH, FW, C)
        a, z = step.a[row, column], step.z[row, column]
        return cls(step, index, patch.ravel(), kernel.ravel(), a, z, (FH, FW, C), (row, column))

    @property
    def b(self):
        return float(self.step.layer.b[self.index])

    @property
    def activation(self):
        return self.step.layer.activation

    @property
    def products(self):
        return self.x * self.w

    @property
    def x_name(self):
        return self.step.x_name if self.place is None else "patch"

    @property
    def w_name(self):
        return f"W{self.step.k}[{':' if self.place is None else '...'}, {self.index}]"

    @property
    def b_name(self):
        return f"b{self.step.k}[{self.index}]"

    @property
    def a_name(self):
        return f"a{self.step.k}{self._subscript}"

    @property
    def z_name(self):
        return f"{self.step.z_name}{self._subscript}"

    @property
    def patch_name(self):
        """What NumPy calls the patch under the kernel: z1[12:15, 8:11]."""
        (row, column), (FH, FW, _) = self.place, self.shape
        return f"{self.step.x_name}[{row}:{row + FH}, {column}:{column + FW}]"

    @property
    def _subscript(self):
        return f"[{', '.join(str(i) for i in (*(self.place or ()), self.index))}]"

    def input_label(self, i):
        if self.shape is None:
            return f"{self.x_name}[{i}]"
        row, column, channel = (int(n) for n in np.unravel_index(i, self.shape))
        down, right = self.place or (0, 0)
        where = f"({row + down}, {column + right})"
        return f"pixel {where}" if self.shape[2] == 1 else f"map {channel} {where}"


def title(neuron):
    """One line on which neuron this is and what it came to."""
    where = f"Neuron {neuron.index} of layer {neuron.step.number}"
    if neuron.place is not None:
        where = f"Map {neuron.index} of layer {neuron.step.number}, row {neuron.place[0]}, column {neuron.place[1]}"
    return (
        f'<p class="formula">{where}: '
        f"{neuron.z_name} = {plain_name(neuron.activation)}(sum({neuron.x_name} * {neuron.w_name}) "
        f"+ {neuron.b_name}) = <b>{number(neuron.z[neuron.index])}</b></p>"
    )


def sum_worked_out(neuron):
    """The sum that made the neuron's value, step by step: positive and negative products, bias, activation."""
    products = neuron.products.astype(np.float64)
    up, down = products[products > 0], products[products < 0]
    total, a, z = products.sum(), neuron.a[neuron.index], neuron.z[neuron.index]
    scale = max(abs(up.sum()), abs(down.sum()), abs(a), abs(neuron.b), 1e-30)
    rows = (
        row("Positive products", f"{count(len(up))} of {count(len(products))}", up.sum(), scale),
        row("Negative products", f"{count(len(down))} of {count(len(products))}", down.sum(), scale),
        RULE,
        row(f"sum({neuron.x_name} * {neuron.w_name})", "", total, scale),
        row(f"+ {neuron.b_name}", "the bias", neuron.b, scale),
        RULE,
        row(neuron.a_name, "the weighted sum", a, scale, "total"),
    )
    plus_b = f"{'+' if neuron.b >= 0 else '−'} {number(abs(neuron.b))}"
    formula = (
        f"{neuron.a_name} = {number(up.sum())} − {number(abs(down.sum()))} {plus_b} = {number(a)}<br>"
        f"{neuron.z_name} = {_applied(neuron.activation, a, neuron.a)} = <b>{number(z)}</b>"
    )
    return f'{working(rows)}<p class="formula">{formula}</p>'


def largest_contributions(neuron, most=10):
    """The products with the largest size, in order, as bars; the rest together in a last row."""
    products = neuron.products.astype(np.float64)
    order = np.argsort(-np.abs(products), kind="stable")
    first, rest = order[:most], order[most:]
    scale = np.abs(products).max() or 1
    rows = [
        row(neuron.input_label(i), f"{number(neuron.x[i])} × {number(neuron.w[i])}", products[i], scale) for i in first
    ]
    if len(rest):
        rows += [RULE, row(f"The other {count(len(rest))}", "together", products[rest].sum())]
    return working(rows)


def softmax_worked_out(neuron):
    """Softmax on the whole layer, row by row: minus the largest, to the power, divided by the sum."""
    a, largest = neuron.a.astype(np.float64), float(neuron.a.max())
    powers = np.exp(a - largest)
    name = f"a{neuron.step.k}"
    rows = "".join(
        f'<tr class="{"chosen" if k == neuron.index else ""}"><td>{k}</td><td>{number(a[k])}</td>'
        f"<td>{number(a[k] - largest)}</td><td>{number(powers[k])}</td><td>{number(neuron.z[k])}</td></tr>"
        for k in range(len(a))
    )
    return (
        f'<table class="softmax"><thead><tr><th>k</th><th>{name}[k]</th><th>− max</th><th>e to that</th>'
        f"<th>÷ sum = y[k]</th></tr></thead><tbody>{rows}</tbody><tfoot><tr><th>sum</th><td></td><td></td>"
        f"<td>{number(powers.sum())}</td><td>{number(neuron.z.sum(dtype=np.float64))}</td></tr></tfoot></table>"
    )


def working(rows):
    """Rows as `row` makes them, below each other."""
    return f'<div class="working">{"".join(rows)}</div>'


def row(label, note, value, scale=None, kind=""):
    """A label, a bar to the left or right of zero, a number; no bar without a scale."""
    bar = "<span></span>"
    if scale is not None:
        way, width = "up" if value > 0 else "down", 50 * min(abs(value) / scale, 1)
        bar = f'<div class="track"><div class="fill {way}" style="width:{width:.2f}%"></div></div>'
    label = f'<span>{escape(label)} <span class="note">{note}</span></span>'
    return f'<div class="row {kind}">{label}{bar}<span class="number">{number(value)}</span></div>'


def _applied(activation, a, all_a):
    if activation is sigmoid:
        return f"1 / (1 + e<sup>{number(-a)}</sup>)"
    if activation is relu:
        return f"max(0, {number(a)})"
    if activation is softmax:
        largest = all_a.max()
        total = np.exp(all_a.astype(np.float64) - largest).sum()
        return f"e<sup>{number(a)} − {number(largest)}</sup> / {number(total)}".replace("− −", "+ ")
    return f"{plain_name(activation)}({number(a)})"
