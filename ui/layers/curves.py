"""The activation functions as curves, as HTML, with one neuron's weighted sum marked on them."""

import math

import numpy as np

from mnistcore import identity_function, relu, sigmoid, softmax, step_function
from ui.figures import blocks, numbers, pictures
from ui.figures.numbers import number
from ui.figures.pictures import ACCENT, GRAY
from ui.figures.steps import plain_name
from ui.words import say

CURVES = (step_function, sigmoid, relu, identity_function)
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 210, 132, 26, 6, 10, 18  # of a curve, with margins for the axes


def through_activations(neuron):
    """The activation functions as curves, with this neuron's weighted sum marked on each; the layer's stands out."""
    a, used = neuron.a, neuron.activation
    reach = max(5, math.ceil(1.1 * float(np.abs(neuron.all_a if used is softmax else a).max())))
    x = np.linspace(-reach, reach, 241)
    panels = [
        _panel(plain_name(f), f"{plain_name(f)}({number(a)})", x, f(x), a, float(f(a)), f is used) for f in CURVES
    ]
    if used is softmax:
        y = _softmax_of_one(neuron, x)
        term, note = f"softmax(a{neuron.step.k})[{neuron.index}]", say("with the other weighted sums held constant")
        panels.append(_panel("softmax", term, x, y, a, neuron.z, True, note))
    how = say(
        "The point on each curve marks the weighted sum of this neuron. The layer uses the framed function."
        if neuron.place is None
        else "The point on each curve marks the weighted sum of this pixel. The layer uses the framed function."
    )
    row = f'<div class="curves">{"".join(panels)}</div>'
    return blocks.section(say("Activation functions"), blocks.caption(how), row)


def _softmax_of_one(neuron, x):
    rows = np.tile(neuron.all_a.astype(np.float64), (len(x), 1))
    rows[:, neuron.index] = x
    return softmax(rows)[:, neuron.index]


def _panel(name, term, x, y, a, z, used, note=""):
    """One activation function, y over x, with (a, z) marked on it; below, its name and `term` = z."""
    content = _drawing(x, y, a, z, used)
    label = say("The {name} function; at {a} it is {z}", name=name, a=number(a), z=number(z))
    in_use = f" <span class=note>{say('in use')}</span>" if used else ""
    words = f"<b>{name}</b>{in_use}<br>{term} = {number(z)}"
    note = f"<br><span class=note>{note}</span>" if note else ""
    return (
        f'<figure class="curve{" used" if used else ""}">{pictures.svg(content, WIDTH, HEIGHT, label)}'
        f"<figcaption>{words}{note}</figcaption></figure>"
    )


def _drawing(x, y, a, z, used):
    """The curve, its axes and the point (a, z), with lines to the axes if the function is in use: SVG."""
    reach, high = x[-1], max(1.0, y.max())
    low = -high if y.min() < 0 else 0.0

    def across(value):
        return np.round(LEFT + (value + reach) / (2 * reach) * (WIDTH - LEFT - RIGHT), 1).tolist()

    def up(value):
        return np.round(HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM), 1).tolist()

    colour, thick, radius = (ACCENT, 2.6, 5) if used else (GRAY, 1.5, 3.5)
    bends = np.r_[True, np.diff(y, 2).round(9) != 0, True]  # without the points in the middle of straight lines
    line = " ".join(f"{i},{j}" for i, j in zip(across(x[bends]), up(y[bends]), strict=True))
    ticks = [
        f'<text x="{across(v)}" y="{HEIGHT - 4}" text-anchor="{anchor}">{numbers.fixed(v, 0)}</text>'
        for v, anchor in ((-reach, "start"), (0, "middle"), (reach, "end"))
    ]
    ticks += [
        f'<text x="{LEFT - 5}" y="{up(v) + 3}" text-anchor="end">{numbers.fixed(v, 0)}</text>'
        for v in sorted({low, 0, high})
    ]
    axes = f"M{LEFT} {up(0)} H{WIDTH - RIGHT} M{across(0)} {TOP} V{HEIGHT - BOTTOM}"
    guides = f"M{across(a)} {up(0)} V{up(z)} H{across(0)}" if used else ""
    return (
        f'<g fill="{GRAY}" font-size="10">{"".join(ticks)}</g><g fill="none" stroke="{GRAY}">'
        f'<path d="{axes}" stroke-opacity=".35"/><path d="{guides}" stroke-dasharray="3 3"/></g>'
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="{thick}"/>'
        f'<circle cx="{across(a)}" cy="{up(z)}" r="{radius}" fill="{colour}"/>'
    )
