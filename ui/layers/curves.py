"""The activation functions as curves, as HTML, with one neuron's weighted sum marked on them."""

import math

import numpy as np

from mnistcore import identity_function, relu, sigmoid, softmax, step_function, tanh
from ui.figures import blocks, numbers, pictures
from ui.figures.numbers import number
from ui.figures.pictures import ACCENT, GRAY
from ui.figures.steps import plain_name
from ui.words import say

CURVES = (step_function, sigmoid, tanh, relu, identity_function)
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 210, 132, 26, 6, 10, 18  # of a curve, with margins for the axes


def others(neuron):
    """The activation functions that the layer does not use, with this neuron's weighted sum marked on each."""
    a, reach = neuron.a, reach_of(neuron.a)
    x = np.linspace(-reach, reach, 241)
    unused = [f for f in CURVES if f is not neuron.activation]
    panels = [_panel(plain_name(f), f"{plain_name(f)}({number(a)})", x, f(x), a, float(f(a))) for f in unused]
    how = say("Where the same weighted sum would have led with another activation function.")
    row = f'<div class="curves">{"".join(panels)}</div>'
    return blocks.section(say("Other activation functions"), blocks.caption(how), row)


def reach_of(a):
    """How far the axis of the weighted sums goes, to the left and to the right, to show all of a."""
    return max(5, math.ceil(1.1 * float(np.abs(a).max())))


def stage(neuron, reach):
    """The neuron's own activation function, and its axes for the player, which puts the point ({a}, {z}) on it."""
    name, x = plain_name(neuron.activation), np.linspace(-reach, reach, 241)
    if neuron.activation is softmax:
        y, term = _softmax_of_one(neuron, x), f"softmax(a{neuron.step.k})[{neuron.index}]"
        note = f"<span class=note>{say('with the other weighted sums held constant')}</span>"
    else:
        y, term, note = neuron.activation(x), f"{name}({{a}})", ""
    low, high = _ends(y)
    label = say("The {name} function", name=name)
    picture = pictures.svg(_drawing(x, y, ACCENT, 2.6), WIDTH, HEIGHT, label)
    words = f'<b>{name}</b><br><span class="line">{term} = {{z}}</span>{note}'
    axes = {
        "reach": reach,
        "low": low,
        "high": high,
        "left": LEFT / WIDTH,
        "right": 1 - RIGHT / WIDTH,
        "top": TOP / HEIGHT,
        "bottom": 1 - BOTTOM / HEIGHT,
    }
    return (
        f'<figure class="curve used"><div class="plot">{picture}<i class="point" hidden></i></div>'
        f"<figcaption>{words}</figcaption></figure>"
    ), axes


def _softmax_of_one(neuron, x):
    rows = np.tile(neuron.all_a.astype(np.float64), (len(x), 1))
    rows[:, neuron.index] = x
    return softmax(rows)[:, neuron.index]


def _panel(name, term, x, y, a, z):
    """One activation function, y over x, with (a, z) marked on it; below, its name and `term` = z."""
    across, up = _axes(x, y)
    point = f'<circle cx="{across(a)}" cy="{up(z)}" r="3.5" fill="{GRAY}"/>'
    label = say("The {name} function; at {a} it is {z}", name=name, a=number(a), z=number(z))
    picture = pictures.svg(_drawing(x, y, GRAY, 1.5) + point, WIDTH, HEIGHT, label)
    return f'<figure class="curve">{picture}<figcaption><b>{name}</b><br>{term} = {number(z)}</figcaption></figure>'


def _ends(y):
    """Where the axis of y begins and ends."""
    high = max(1.0, float(y.max()))
    return (-high if y.min() < 0 else 0.0), high


def _axes(x, y):
    """Functions from values on the two axes to places in the drawing."""
    reach, (low, high) = x[-1], _ends(y)

    def across(value):
        return np.round(LEFT + (value + reach) / (2 * reach) * (WIDTH - LEFT - RIGHT), 1).tolist()

    def up(value):
        return np.round(HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM), 1).tolist()

    return across, up


def _drawing(x, y, colour, thick):
    """The curve and its axes: SVG."""
    reach, (low, high), (across, up) = x[-1], _ends(y), _axes(x, y)
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
    return (
        f'<g fill="{GRAY}" font-size="10">{"".join(ticks)}</g><g fill="none" stroke="{GRAY}">'
        f'<path d="{axes}" stroke-opacity=".35"/></g>'
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="{thick}"/>'
    )
