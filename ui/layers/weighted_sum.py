"""How a neuron gets its value, as HTML: its weighted sum, the largest products, softmax.

As in `figures.pictures`, orange is positive, blue negative.
"""

import numpy as np

from mnistcore import relu, sigmoid, softmax
from ui.figures import signed_bars
from ui.figures.numbers import count, number
from ui.figures.signed_bars import RULE
from ui.figures.steps import plain_name
from ui.words import say


def title(neuron, a=None, z=None):
    """One line that names the neuron and gives its value: a and z, or the texts given for them."""
    a, z = a or number(neuron.a), z or number(neuron.z)
    total = f"sum({neuron.x_name} * {neuron.w_name}) + {neuron.b_name}"
    if neuron.activation is softmax:  # a function of all sums of the layer, not of this one alone
        how = f"{neuron.a_name} = {total} = {a}, {neuron.z_name} = softmax(a{neuron.step.k})[{neuron.index}]"
    else:
        how = f"{neuron.z_name} = {plain_name(neuron.activation)}({total})"
    row, column = neuron.place or (None, None)
    words = say(
        "Neuron {i} of layer {k}: {formula}"
        if neuron.place is None
        else "Map {i} of layer {k}, row {row}, column {column}: {formula}",
        i=neuron.index,
        k=neuron.step.k,
        row=row,
        column=column,
        formula=f"{how} = <b>{z}</b>",
    )
    return f'<p class="formula">{words}</p>'


def step_by_step(neuron):
    """The weighted sum for the player: positive and negative products, bias, activation; {up} and others stand for
    values that change."""
    n = count(len(neuron.x))
    up, down = (say("{n} of {products}", n=name, products=n) for name in ("{ups}", "{downs}"))
    rows = (
        signed_bars.live(say("Positive products"), up, "up"),
        signed_bars.live(say("Negative products"), down, "down"),
        RULE,
        signed_bars.live(f"sum({neuron.x_name} * {neuron.w_name})", "", "sum"),
        signed_bars.live(f"+ {neuron.b_name}", say("the bias"), "b"),
        RULE,
        signed_bars.live(neuron.a_name, say("the weighted sum"), "a", "total"),
    )
    lines = (
        f"{neuron.a_name} = {{up}} − {{fall}} {_added(neuron.b)} = {{a}}",
        f"{neuron.z_name} = {_applied(neuron)} = <b>{{z}}</b>",
    )
    formula = "".join(f'<span class="line">{line}</span>' for line in lines)
    return f'{signed_bars.table(rows)}<p class="formula">{formula}</p>'


def running(products, b, a, z):
    """The weighted sum as its products, (parts, n), are added part by part: for each name in `step_by_step` its value
    at every step.

    First nothing is added, then one part at each step, then the bias, and at last comes the activation: parts + 3
    steps. What is not known yet is NaN.
    """
    steps, later = len(products) + 3, np.nan
    up, down = (np.where(sign * products > 0, products, 0.0) for sign in (1, -1))  # (parts, n)
    series = {
        "ups": _added_up((products > 0).sum(axis=1)),
        "downs": _added_up((products < 0).sum(axis=1)),
        "up": _added_up(up.sum(axis=1)),
        "down": _added_up(down.sum(axis=1)),
        "sum": _added_up(products.sum(axis=1)),
        "added": np.r_[0.0, products.sum(axis=1), b, 0.0],
    }
    for name, value, known in (("b", b, 2), ("a", a, 2), ("z", z, 1)):
        series[name] = np.full(steps, later)
        series[name][-known:] = value
    return series


def _added_up(parts):
    """(parts,) -> their sums up to each step, (parts + 3,): from 0, and twice more the whole sum."""
    return np.pad(np.r_[parts[:0], 0, np.cumsum(parts)], (0, 2), "edge")


def largest_products(neuron):
    """The largest positive and negative products, as bars."""
    input_name = neuron.input_names()

    def describe(i):
        return input_name(i), f"{number(neuron.x[i])} × {number(neuron.w[i])}"

    return signed_bars.largest(neuron.products.astype(np.float64), describe)


def softmax_table(neuron):
    """Softmax of the whole layer, row by row: minus the maximum, exponential, divided by the sum."""
    a = neuron.all_a.astype(np.float64)
    powers = np.exp(a - a.max())
    name = f"a{neuron.step.k}"
    rows = "".join(
        f'<tr class="{"chosen" if k == neuron.index else ""}"><td>{k}</td>'
        f"{''.join(f'<td>{number(value)}</td>' for value in values)}</tr>"
        for k, values in enumerate(zip(a, a - a.max(), powers, neuron.all_z, strict=True))
    )
    return (
        f'<table class="softmax"><thead><tr><th>k</th><th>{name}[k]</th><th>− max</th><th>exp</th>'
        f"<th>÷ sum = y[k]</th></tr></thead><tbody>{rows}</tbody><tfoot><tr><th>{say('sum')}</th><td></td><td></td>"
        f"<td>{number(powers.sum())}</td><td>{number(neuron.all_z.sum(dtype=np.float64))}</td></tr></tfoot></table>"
    )


def digit_probability(neuron):
    """One line: what softmax leaves for the ten digits beside an eleventh weighted sum that is always 0."""
    name = f"a{neuron.step.k}"
    energy = np.logaddexp.reduce(neuron.all_a.astype(np.float64))
    return (
        f'<p class="formula">sum(exp({name})) / (sum(exp({name})) + e<sup>0</sup>) = sigmoid(log(sum(exp({name})))) '
        f"= sigmoid({number(energy)}) = <b>{number(sigmoid(energy))}</b></p>"
    )


def _applied(neuron):
    """The activation function with the weighted sum as its argument: 'max(0, {a})'."""
    if neuron.activation is sigmoid:
        return "1 / (1 + e<sup>{minus_a}</sup>)"
    if neuron.activation is relu:
        return "max(0, {a})"
    if neuron.activation is softmax:
        largest, name = float(neuron.all_a.max()), f"a{neuron.step.k}"
        total = np.exp(neuron.all_a.astype(np.float64) - largest).sum()
        return (
            f"exp({neuron.a_name} − max({name})) / sum(exp({name} − max({name})))<br>"
            f"= e<sup>{{a}} {_added(-largest)}</sup> / {number(total)}"
        )
    return f"{plain_name(neuron.activation)}({{a}})"


def _added(value):
    """A number as a further term of a sum: '+ 1.2345', '− 1.2345'."""
    return f"{'+' if value >= 0 else '−'} {number(abs(value))}"
