"""A Dense layer on the page: its neurons as squares, and one neuron worked out."""

import numpy as np
import streamlit as st

from mnistcore import softmax
from ui.components import pointer
from ui.figures import blocks, featuremaps, probabilities
from ui.figures.blocks import section
from ui.figures.numbers import count, number
from ui.figures.steps import plain_name
from ui.layers import curves, kernel, weighted_sum
from ui.layers.neuron import Neuron
from ui.words import say


def show_layer(step):
    """The weighted sums and activations as pictures that can be clicked."""
    name, k = plain_name(step.layer.activation), step.k
    st.markdown(f"**{step.name}** · W{k} {step.layer.W.shape}")
    columns = featuremaps.neurons_in_a_row(step.count)
    values = enumerate(zip(step.a, step.z, strict=True))
    pointer.show(
        f"layer_{step.number}",
        (
            (f"a{k} = {step.x_name} W{k} + b{k}  {(1, step.count)}", featuremaps.squares(step.a, columns)),
            (f"{step.z_name} = {name}(a{k})  {(1, step.count)}", featuremaps.squares(step.z, columns)),
        ),
        columns,
        [f"a{k}[{i}] = {number(a)}\n{step.z_name}[{i}] = {number(z)}" for i, (a, z) in values],
        width=columns * featuremaps.SQUARE[columns],
        alt=say("{layer}, its {n} neurons", layer=step.name, n=step.count),
        ruled=True,
        layer=step.number,
    )
    if step.is_last:
        st.html(probabilities.bars(step.z))


def show_neuron(step, index, knows_digits):
    """One neuron: input, weights, products, the sum, and the activation function.

    knows_digits: whether the network was trained to tell digits from anything else.
    """
    neuron = Neuron.of(step, index)
    st.html(weighted_sum.title(neuron))
    if neuron.reads_maps:
        st.html(_factors_of_maps(neuron))
    else:
        _show_factors(neuron)
    st.html(_worked_out(neuron, knows_digits))


def _worked_out(neuron, knows_digits):
    """The neuron's weighted sum, its largest terms, and the activation, as HTML."""
    how = section(say("The weighted sum"), weighted_sum.step_by_step(neuron))
    if neuron.reads_maps:
        by_map = section(say("The largest contributions by map"), kernel.largest_channels(neuron, count=3))
        how = blocks.sections(how, by_map)
    most = section(say("The largest positive and negative products"), weighted_sum.largest_products(neuron))
    parts = [blocks.columns(how, most)]
    if neuron.activation is softmax:
        compared = say(
            "The network view subtracts from each weight the mean of the ten weights of its input, since softmax "
            "depends only on differences: so its contributions to the outputs are other numbers than these."
        )
        parts.append(blocks.caption(compared))
        why = say("Subtracting the maximum first does not change the result, and prevents overflow.")
        parts.append(section(say("Softmax, step by step"), blocks.caption(why), weighted_sum.softmax_table(neuron)))
        if knows_digits:
            parts.append(_is_it_a_digit(neuron))
    return blocks.sections(*parts, curves.through_activations(neuron))


def _is_it_a_digit(neuron):
    why = say(
        "An eleventh weighted sum, always 0, stands for images of no digit. Softmax of all eleven gives the ten digits "
        "together:"
    )
    return section(say("Is it a digit at all?"), blocks.caption(why), weighted_sum.digit_probability(neuron))


def _factors_of_maps(neuron):
    H, W, C = neuron.shape
    how = say(
        "The neuron's {n} inputs and weights are shown as {C} maps of {H} × {W}. Frames and numbers mark the maps with "
        "the largest contributions.",
        n=count(neuron.x.size),
        C=C,
        H=H,
        W=W,
    )
    return blocks.caption(how) + kernel.all_channels(neuron)


def _show_factors(neuron):
    """Input, weights and their products, element by element; the pointer shows all three values."""
    x, w, products, shape = neuron.x, neuron.w, neuron.products, neuron.shape
    columns = shape[1] if shape else featuremaps.neurons_in_a_row(len(x))
    rows, input_name = enumerate(np.stack([x, w, products], axis=1).tolist()), neuron.input_names()
    notes = [f"{input_name(i)}\n{number(x)} × {number(w)} = {number(p)}" for i, (x, w, p) in rows]
    pointer.show(
        "factors",
        (
            (say("{x}, its input", x=neuron.x_name), featuremaps.squares(x, columns)),
            (say("{W}, its weights", W=neuron.w_name), featuremaps.squares(w, columns, is_signed=True)),
            (
                say("{x} * {W}, element by element", x=neuron.x_name, W=neuron.w_name),
                featuremaps.squares(products, columns, is_signed=True),
            ),
        ),
        columns,
        notes,
        width=260 if shape else columns * featuremaps.SQUARE[columns],
        alt="",
        ruled=not shape,
    )
