"""Activation functions as curves, with one neuron's weighted sum marked on them. Strings for st.html out."""

import math

import numpy as np

from mnistcore import identity_function, relu, sigmoid, softmax, step_function
from ui.figures import blocks, pictures
from ui.figures.numbers import fixed, number
from ui.figures.pictures import ACCENT, GRAY
from ui.figures.steps import plain_name

CURVES = (step_function, sigmoid, relu, identity_function)


def through_activations(neuron, what):
    """The activation functions as curves, with this neuron's sum marked on each; the one in use stands out.

    what: the word for it, "neuron" or "pixel".
    """
    a = float(neuron.a[neuron.index])
    others = np.delete(neuron.a, neuron.index) if neuron.activation is softmax else np.zeros(0)
    reach = max(5, math.ceil(1.1 * np.abs([a, *others]).max()))
    x = np.linspace(-reach, reach, 241)
    panels = [_curve(plain_name(f), x, f(x), a, float(f(a)), f is neuron.activation) for f in CURVES]
    if neuron.activation is softmax:
        y = _softmax_of_one(neuron, x)
        panels.append(_curve("softmax", x, y, a, float(neuron.z[neuron.index]), True, "the other sums held still"))
    how = f"This {what}'s weighted sum, marked on each curve. The layer uses the one with the frame."
    row = f'<div class="curves">{"".join(panels)}</div>'
    return blocks.section("Through the activation function", blocks.caption(how), row)


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
    bends = np.r_[True, np.diff(y, 2).round(9) != 0, True]  # what lies on a straight line between others is left out
    line = " ".join(f"{i},{j}" for i, j in zip(across(x[bends]), up(y[bends]), strict=True))
    below = ((across(-reach), "start", -reach), (across(0), "middle", 0), (across(reach), "end", reach))
    ticks = [
        f'<text x="{place}" y="{height - 4}" text-anchor="{anchor}">{fixed(v, 0)}</text>' for place, anchor, v in below
    ]
    ticks += [
        f'<text x="{left - 5}" y="{up(v) + 3}" text-anchor="end">{fixed(v, 0)}</text>' for v in sorted({low, 0, high})
    ]
    axes = f"M{left} {up(0)} H{width - right} M{across(0)} {top} V{height - bottom}"
    guides = f"M{across(a)} {up(0)} V{up(z)} H{across(0)}" if used else ""
    content = (
        f'<g fill="{GRAY}" font-size="10">{"".join(ticks)}</g><g fill="none" stroke="{GRAY}">'
        f'<path d="{axes}" stroke-opacity=".35"/><path d="{guides}" stroke-dasharray="3 3"/></g>'
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="{thick}"/>'
        f'<circle cx="{across(a)}" cy="{up(z)}" r="{radius}" fill="{colour}"/>'
    )
    picture = pictures.svg(content, width, height, f"The {name} function; at {number(a)} it is {number(z)}")
    words = f"<b>{name}</b>{' <span class=note>in use</span>' if used else ''}<br>{name}({number(a)}) = {number(z)}"
    note = f"<br><span class=note>{note}</span>" if note else ""
    return f'<figure class="curve{" used" if used else ""}">{picture}<figcaption>{words}{note}</figcaption></figure>'
