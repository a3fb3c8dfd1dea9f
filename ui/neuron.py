"""One neuron, worked out: what came in, its weights, the sum that made its value, the curve after it.

Arrays in, strings for st.html out; no Streamlit inside. As in ui/pictures.py, orange is positive and blue negative.
"""

import base64
import math
from html import escape
from typing import NamedTuple

import numpy as np

from mnistcore import identity_function, relu, sigmoid, softmax, step_function
from ui.steps import Step

CURVES = (step_function, sigmoid, relu, identity_function)
ACCENT, GRAY = "#2e8a80", "#878e96"  # both are seen on a light and on a dark page
RULE = '<div class="rule"></div>'

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


def plain_name(activation):
    """'identity' for identity_function, and so on."""
    return activation.__name__.removesuffix("_function")


def title(neuron):
    """One line on which neuron this is and what it came to."""
    where = f"Neuron {neuron.index} of layer {neuron.step.number}"
    if neuron.place is not None:
        where = f"Map {neuron.index} of layer {neuron.step.number}, row {neuron.place[0]}, column {neuron.place[1]}"
    return (
        f'{STYLE}<p class="formula">{where}: '
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
        row("Positive products", f"{len(up):,} of {len(products):,}", up.sum(), scale),
        row("Negative products", f"{len(down):,} of {len(products):,}", down.sum(), scale),
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


def largest_contributions(neuron, count=10):
    """The products with the largest size, in order, as bars; the rest together in a last row."""
    products = neuron.products.astype(np.float64)
    order = np.argsort(-np.abs(products), kind="stable")
    first, rest = order[:count], order[count:]
    scale = np.abs(products).max() or 1
    rows = [
        row(neuron.input_label(i), f"{number(neuron.x[i])} × {number(neuron.w[i])}", products[i], scale) for i in first
    ]
    if len(rest):
        rows += [RULE, row(f"The other {len(rest):,}", "together", products[rest].sum())]
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
    value = float(value) + 0.0  # which makes a negative zero positive
    if value == 0 or 5e-5 <= abs(value) < 1e6:
        text = f"{value:.4f}"
    else:
        digits, exponent = f"{value:.2e}".split("e")
        text = f"{digits} × 10<sup>{int(exponent)}</sup>"
    return text.replace("-", "−")


def working(rows):
    """Rows as `row` makes them, below each other."""
    return f'{STYLE}<div class="working">{"".join(rows)}</div>'


def row(label, note, value, scale=None, kind=""):
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
        return np.round(left + (value + reach) / (2 * reach) * (width - left - right), 1).tolist()

    def up(value):
        return np.round(height - bottom - (value - low) / (high - low) * (height - top - bottom), 1).tolist()

    colour, thick, radius = (ACCENT, 2.6, 5) if used else (GRAY, 1.5, 3.5)
    line = " ".join(f"{i},{j}" for i, j in zip(across(x), up(y), strict=True))
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
