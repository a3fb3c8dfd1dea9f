"""One neuron of a Dense layer, worked out: what came in, its weights, the sum that made its value, the curve after it.

Arrays in, strings for st.html out; no Streamlit inside. As in ui/pictures.py, orange is positive and blue negative.
"""

import base64
import math
from collections.abc import Callable
from html import escape
from typing import NamedTuple

import numpy as np

from mnistcore import identity_function, relu, sigmoid, softmax, step_function

CURVES = (step_function, sigmoid, relu, identity_function)
ACCENT, GRAY = "#2e8a80", "#878e96"  # both are seen on a light and on a dark page

STYLE = """<style>
.working { display: grid; grid-template-columns: minmax(8.5rem, 1.35fr) minmax(3.5rem, 1fr) 5.2rem; gap: 6px 12px;
           align-items: center; font-size: .9rem; line-height: 1.35; font-variant-numeric: tabular-nums;
           max-width: 38rem }
.working .row { display: contents }
.working .quiet, .softmax .quiet { opacity: .7; font-size: .82rem }
.working .number { text-align: right }
.working .track { position: relative; height: 1rem; border-radius: 3px;
                  background: color-mix(in srgb, currentColor 8%, transparent) }
.working .track::after { content: ""; position: absolute; left: 50%; top: -2px; bottom: -2px; width: 1px;
                         background: color-mix(in srgb, currentColor 45%, transparent) }
.working .fill { position: absolute; top: 0; bottom: 0; border-radius: 3px }
.working .up { left: 50%; background: rgb(255 171 82) }
.working .down { right: 50%; background: rgb(92 160 255) }
.working .total > * { font-weight: 650 }
.working .rule { grid-column: 1 / -1; height: 1px; background: color-mix(in srgb, currentColor 25%, transparent) }
.formula { font-family: ui-monospace, monospace; font-size: .88rem; line-height: 1.7; margin: 10px 0 0;
           overflow-wrap: anywhere }
.softmax { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums;
           width: 100%; max-width: 38rem }
.softmax th { font-weight: 500; opacity: .75; font-size: .84rem }
.softmax th, .softmax td { text-align: right; padding: 2px 4px }
.softmax tbody tr { border-top: 1px solid color-mix(in srgb, currentColor 12%, transparent) }
.softmax .chosen { font-weight: 650; background: color-mix(in srgb, #2e8a80 18%, transparent) }
.curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 14px; max-width: 1100px }
.curve { margin: 0; padding: 8px 10px; border-radius: 8px;
         border: 1px solid color-mix(in srgb, currentColor 14%, transparent) }
.curve img { display: block; width: 100%; height: auto }
.curve figcaption { font-size: .86rem; line-height: 1.4; font-variant-numeric: tabular-nums }
.curve .quiet { opacity: .7 }
.curve.used { border-color: #2e8a80 }
</style>"""


class Neuron(NamedTuple):
    """One neuron at work on one input: all that made its value, with the names the book would give the numbers.

    x and w are (n,), a is the weighted sums of the neuron's whole layer and z what the activation made of them.
    """

    layer: int
    index: int
    x: np.ndarray
    w: np.ndarray
    b: float
    a: np.ndarray
    z: np.ndarray
    activation: Callable
    is_last: bool

    @classmethod
    def of(cls, layer, x, output, number, index, is_last):
        """Neuron `index` of a Dense layer, the `number`-th of its network, when (1, n) `x` gave `output`."""
        a, z = output.pre_activation[0], output.activation[0]
        return cls(number, index, x[0], layer.W[:, index], float(layer.b[index]), a, z, layer.activation, is_last)

    @property
    def products(self):
        return self.x * self.w

    @property
    def x_name(self):
        return names(self.layer, self.is_last)[0]

    @property
    def z_name(self):
        return names(self.layer, self.is_last)[1]

    @property
    def w_name(self):
        return f"W{self.layer}[:, {self.index}]"

    @property
    def input_shape(self):
        """The shape in which the input is best looked at: an image's, or None for a plain row of neurons."""
        side = math.isqrt(len(self.x))
        return (side, side) if self.layer == 1 and side * side == len(self.x) else None

    def input_label(self, i):
        if self.input_shape is None:
            return f"{self.x_name}[{i}]"
        row, column = divmod(i, self.input_shape[1])
        return f"pixel ({row}, {column})"


def names(layer, is_last):
    """What the book calls the input and the output of a layer: x and z1, z1 and z2, z2 and y."""
    return "x" if layer == 1 else f"z{layer - 1}", "y" if is_last else f"z{layer}"


def plain_name(activation):
    """'identity' for identity_function, and so on."""
    return activation.__name__.removesuffix("_function")


def title(neuron):
    """One line on which neuron this is and what it came to."""
    return (
        f'{STYLE}<p class="formula">Neuron {neuron.index} of layer {neuron.layer}: '
        f"{neuron.z_name}[{neuron.index}] = {plain_name(neuron.activation)}(sum({neuron.x_name} * {neuron.w_name}) "
        f"+ b{neuron.layer}[{neuron.index}]) = <b>{number(neuron.z[neuron.index])}</b></p>"
    )


def sum_worked_out(neuron):
    """The sum that made the neuron's value, step by step: positive and negative products, bias, activation."""
    products = neuron.products.astype(np.float64)
    up, down = products[products > 0], products[products < 0]
    total, a, z, k, j = products.sum(), neuron.a[neuron.index], neuron.z[neuron.index], neuron.layer, neuron.index
    scale = max(abs(up.sum()), abs(down.sum()), abs(a), abs(neuron.b), 1e-30)
    b = f"b{k}[{j}]"
    rows = (
        _row("Positive products", f"{len(up)} of {len(products)}", up.sum(), scale),
        _row("Negative products", f"{len(down)} of {len(products)}", down.sum(), scale),
        '<div class="rule"></div>',
        _row(f"sum({neuron.x_name} * {neuron.w_name})", "", total, scale),
        _row(f"+ {b}", "the bias", neuron.b, scale),
        '<div class="rule"></div>',
        _row(f"a{k}[{j}]", "the weighted sum", a, scale, "total"),
    )
    plus_b = f"{'+' if neuron.b >= 0 else '−'} {number(abs(neuron.b))}"
    formula = (
        f"a{k}[{j}] = {number(up.sum())} − {number(abs(down.sum()))} {plus_b} = {number(a)}<br>"
        f"{neuron.z_name}[{j}] = {_applied(neuron.activation, a, neuron.a)} = <b>{number(z)}</b>"
    )
    return f'{STYLE}<div class="working">{"".join(rows)}</div><p class="formula">{formula}</p>'


def largest_contributions(neuron, count=10):
    """The products with the largest size, in order, as bars; the rest together in a last row."""
    products = neuron.products.astype(np.float64)
    order = np.argsort(-np.abs(products), kind="stable")
    first, rest = order[:count], order[count:]
    scale = np.abs(products).max() or 1
    rows = [
        _row(neuron.input_label(i), f"{number(neuron.x[i])} × {number(neuron.w[i])}", products[i], scale) for i in first
    ]
    if len(rest):
        rows += ['<div class="rule"></div>', _row(f"The other {len(rest):,}", "together", products[rest].sum())]
    return f'{STYLE}<div class="working">{"".join(rows)}</div>'


def softmax_worked_out(neuron):
    """Softmax on the whole layer, row by row: minus the largest, to the power, divided by the sum."""
    a, largest = neuron.a.astype(np.float64), float(neuron.a.max())
    powers = np.exp(a - largest)
    name = f"a{neuron.layer}"
    rows = "".join(
        f'<tr class="{"chosen" if k == neuron.index else ""}"><td>{k}</td><td>{number(a[k])}</td>'
        f"<td>{number(a[k] - largest)}</td><td>{number(powers[k])}</td><td>{number(neuron.z[k])}</td></tr>"
        for k in range(len(a))
    )
    return (
        f'{STYLE}<table class="softmax"><thead><tr><th>k</th><th>{name}[k]</th><th>− max</th><th>e to that</th>'
        f"<th>÷ sum = y[k]</th></tr></thead><tbody>{rows}</tbody><tfoot><tr><th>sum</th><td></td><td></td>"
        f"<td>{number(powers.sum())}</td><td>{number(neuron.z.sum(dtype=np.float64))}</td></tr></tfoot></table>"
    )


def activation_curves(neuron):
    """The activation functions as curves, with this neuron's sum marked on each; the one in use stands out."""
    a = float(neuron.a[neuron.index])
    others = np.delete(neuron.a, neuron.index) if neuron.activation is softmax else np.zeros(0)
    reach = max(5, math.ceil(1.1 * np.abs([a, *others]).max()))
    x = np.linspace(-reach, reach, 241)
    panels = [_curve(plain_name(f), x, f(x), a, float(f(a)), f is neuron.activation) for f in CURVES]
    if neuron.activation is softmax:
        y = _softmax_of_one(neuron, x)
        panels.append(_curve("softmax", x, y, a, float(neuron.z[neuron.index]), True, "the other sums held still"))
    return f'{STYLE}<div class="curves">{"".join(panels)}</div>'


def svg(content, width, height, label):
    """A vector drawing as a picture that fills its place; its colours have to suit the light and the dark theme."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    source = base64.b64encode(f"{head}{content}</svg>".encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{source}" alt="{escape(label)}" width="{width}" height="{height}">'


def number(value):
    """A number with four decimals; one that would read 0.0000 without being zero in powers of ten."""
    value = float(value)
    if value == 0 or 5e-5 <= abs(value) < 1e6:
        text = f"{value:.4f}"
    else:
        digits, exponent = f"{value:.2e}".split("e")
        text = f"{digits} × 10<sup>{int(exponent)}</sup>"
    return text.replace("-", "−")


def _row(label, note, value, scale=None, kind=""):
    """A label, a bar to the left or right of zero, a number; no bar without a scale."""
    bar = "<span></span>"
    if scale is not None:
        way, width = "up" if value > 0 else "down", 50 * min(abs(value) / scale, 1)
        bar = f'<div class="track"><div class="fill {way}" style="width:{width:.2f}%"></div></div>'
    label = f'<span>{escape(label)} <span class="quiet">{note}</span></span>'
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


def _softmax_of_one(neuron, x):
    rows = np.tile(neuron.a.astype(np.float64), (len(x), 1))
    rows[:, neuron.index] = x
    return softmax(rows)[:, neuron.index]


def _curve(name, x, y, a, z, used, note=""):
    """One activation function over x, (a, z) marked on it: a figure with its value in words."""
    width, height, left, right, top, bottom = 210, 132, 26, 6, 10, 18
    reach, high = x[-1], max(1.0, y.max())
    low = -high if y.min() < 0 else 0.0

    def across(value):
        return round(left + (value + reach) / (2 * reach) * (width - left - right), 1)

    def up(value):
        return round(height - bottom - (value - low) / (high - low) * (height - top - bottom), 1)

    colour, thick, radius = (ACCENT, 2.6, 5) if used else (GRAY, 1.5, 3.5)
    line = " ".join(f"{across(i)},{up(j)}" for i, j in zip(x, y, strict=True))
    below = ((across(-reach), "start", -reach), (across(0), "middle", 0), (across(reach), "end", reach))
    ticks = [
        f'<text x="{place}" y="{height - 4}" text-anchor="{anchor}">{_tick(v)}</text>' for place, anchor, v in below
    ]
    ticks += [
        f'<text x="{left - 5}" y="{up(v) + 3}" text-anchor="end">{_tick(v)}</text>' for v in sorted({low, 0, high})
    ]
    axes = f"M{left} {up(0)} H{width - right} M{across(0)} {top} V{height - bottom}"
    guides = f"M{across(a)} {up(0)} V{up(z)} H{across(0)}" if used else ""
    content = (
        f'<g fill="{GRAY}" font-size="10">{"".join(ticks)}</g><g fill="none" stroke="{GRAY}">'
        f'<path d="{axes}" stroke-opacity=".35"/><path d="{guides}" stroke-dasharray="3 3"/></g>'
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="{thick}"/>'
        f'<circle cx="{across(a)}" cy="{up(z)}" r="{radius}" fill="{colour}"/>'
    )
    picture = svg(content, width, height, f"The {name} function; at {a:.4f} it is {z:.4f}")
    words = f"<b>{name}</b>{' <span class=quiet>in use</span>' if used else ''}<br>{name}({number(a)}) = {number(z)}"
    note = f"<br><span class=quiet>{note}</span>" if note else ""
    return f'<figure class="curve{" used" if used else ""}">{picture}<figcaption>{words}{note}</figcaption></figure>'


def _tick(value):
    return f"{value:g}".replace("-", "−")
