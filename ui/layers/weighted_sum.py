"""How a neuron gets its value, as HTML: its weighted sum, the largest products, softmax.

As in `figures.pictures`, orange is positive, blue negative.
"""

import numpy as np

from mnistcore import relu, sigmoid, softmax
from ui.figures import signed_bars
from ui.figures.numbers import count, number
from ui.figures.signed_bars import RULE, row
from ui.figures.steps import plain_name
from ui.words import say


def title(neuron):
    """One line that names the neuron and gives its value."""
    a = f"sum({neuron.x_name} * {neuron.w_name}) + {neuron.b_name}"
    if neuron.activation is softmax:  # a function of all sums of the layer, not of this one alone
        how = f"{neuron.a_name} = {a} = {number(neuron.a)}, {neuron.z_name} = softmax(a{neuron.step.k})[{neuron.index}]"
    else:
        how = f"{neuron.z_name} = {plain_name(neuron.activation)}({a})"
    row, column = neuron.place or (None, None)
    words = say(
        "Neuron {i} of layer {k}: {formula}"
        if neuron.place is None
        else "Map {i} of layer {k}, row {row}, column {column}: {formula}",
        i=neuron.index,
        k=neuron.step.k,
        row=row,
        column=column,
        formula=f"{how} = <b>{number(neuron.z)}</b>",
    )
    return f'<p class="formula">{words}</p>'


def step_by_step(neuron):
    """The weighted sum: positive and negative products, bias, activation."""
    products = neuron.products.astype(np.float64)
    up, down = products[products > 0], products[products < 0]
    a, b = neuron.a, neuron.b
    scale = max(up.sum(), -down.sum(), abs(a), abs(b), 1e-30)
    up_share, down_share = (
        say("{n} of {products}", n=count(len(some)), products=count(len(products))) for some in (up, down)
    )
    rows = (
        row(say("Positive products"), up_share, up.sum(), scale),
        row(say("Negative products"), down_share, down.sum(), scale),
        RULE,
        row(f"sum({neuron.x_name} * {neuron.w_name})", "", products.sum(), scale),
        row(f"+ {neuron.b_name}", say("the bias"), b, scale),
        RULE,
        row(neuron.a_name, say("the weighted sum"), a, scale, "total"),
    )
    formula = (
        f"{neuron.a_name} = {number(up.sum())} − {number(-down.sum())} {_added(b)} = {number(a)}<br>"
        f"{neuron.z_name} = {_applied(neuron)} = <b>{number(neuron.z)}</b>"
    )
    return f'{signed_bars.table(rows)}<p class="formula">{formula}</p>'


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
    """The activation function with the weighted sum as its argument: 'max(0, −1.2345)'."""
    a = neuron.a
    if neuron.activation is sigmoid:
        return f"1 / (1 + e<sup>{number(-a)}</sup>)"
    if neuron.activation is relu:
        return f"max(0, {number(a)})"
    if neuron.activation is softmax:
        largest, name = float(neuron.all_a.max()), f"a{neuron.step.k}"
        total = np.exp(neuron.all_a.astype(np.float64) - largest).sum()
        return (
            f"exp({neuron.a_name} − max({name})) / sum(exp({name} − max({name})))<br>"
            f"= e<sup>{number(a)} {_added(-largest)}</sup> / {number(total)}"
        )
    return f"{plain_name(neuron.activation)}({number(a)})"


def _added(value):
    """A number as a further term of a sum: '+ 1.2345', '− 1.2345'."""
    return f"{'+' if value >= 0 else '−'} {number(abs(value))}"
