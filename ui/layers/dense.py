"""A Dense layer on the page: its neurons as squares, and one of them worked out."""

import numpy as np
import streamlit as st

from mnistcore import softmax
from ui.components import pointer
from ui.figures import blocks, featuremaps, probabilities
from ui.figures.blocks import section
from ui.figures.numbers import count, number
from ui.figures.steps import plain_name
from ui.layers import curves, kernel, neuron
from ui.layers.neuron import Neuron


def show_layer(step):
    """The weighted sums and activations as pictures that answer to a click."""
    name, k = plain_name(step.layer.activation), step.k
    a, z = (f"{(1, v.size)}" for v in (step.a, step.z))
    st.markdown(f"**Layer {step.number} · Dense** · W{k} {step.layer.W.shape}")
    columns = featuremaps.neurons_in_a_row(step.a.size)
    pointer.show(
        f"layer_{step.number}",
        (
            (f"a{k} = {step.x_name} W{k} + b{k}  {a}", featuremaps.squares(step.a, columns)),
            (f"{step.z_name} = {name}(a{k})  {z}", featuremaps.squares(step.z, columns)),
        ),
        columns,
        [f"a{k}[{i}] = {number(step.a[i])}\n{step.z_name}[{i}] = {number(step.z[i])}" for i in range(step.count)],
        width=columns * featuremaps.SQUARE[columns],
        alt=f"Layer {step.number}, its {step.a.size} neurons",
        ruled=True,
        layer=step.number,
    )
    if step.is_last:
        st.html(probabilities.bars(step.z))


def show_neuron(step, index):
    """One neuron: input, weights, products, the sum, and the activation function."""
    one = Neuron.of(step, index)
    reads_maps = one.shape is not None and one.shape[2] > 1
    st.html(neuron.title(one))
    if reads_maps:
        st.html(_factors_of_maps(one))
    else:
        _show_factors(one)
    st.html(_worked_out(one, reads_maps))


def _worked_out(one, reads_maps):
    """The sum that made the neuron's value, what counts most in it, and the activation, as HTML."""
    how = section("The sum that made its value", neuron.sum_worked_out(one))
    if reads_maps:
        maps = section("The maps that count most, in order", kernel.largest_channels(one, 5))
        how = blocks.sections(how, maps)
    parts = [blocks.columns(how, section("The products that count most", neuron.largest_contributions(one)))]
    if one.activation is softmax:
        why = "Subtracting the largest sum first changes no result, and keeps the powers from growing too large."
        parts.append(section("Softmax, worked through", blocks.caption(why), neuron.softmax_worked_out(one)))
    return blocks.sections(*parts, curves.through_activations(one, "neuron"))


def _factors_of_maps(one):
    H, W, C = one.shape
    how = (
        f"Its {count(one.x.size)} inputs and weights, put back into {C} maps of {H} × {W}. "
        "The maps that count most have a frame and their number."
    )
    return blocks.caption(how) + kernel.all_channels(one)


def _show_factors(one):
    """Input, weights, and the two multiplied element by element; all three numbers are under the pointer."""
    columns = one.shape[1] if one.shape else featuremaps.neurons_in_a_row(len(one.x))
    values = np.stack([one.x, one.w, one.products], axis=1).tolist()
    notes = [f"{one.input_label(i)}\n{number(x)} × {number(w)} = {number(p)}" for i, (x, w, p) in enumerate(values)]
    titles = (
        (f"{one.x_name}, its input", one.x, None),
        (f"{one.w_name}, its weights", one.w, True),
        (f"{one.x_name} * {one.w_name}, element by element", one.products, True),
    )
    width = 260 if one.shape else columns * featuremaps.SQUARE[columns]
    pointer.show(
        "factors",
        [(title, featuremaps.squares(v, columns, is_signed)) for title, v, is_signed in titles],
        columns,
        notes,
        width=width,
        alt="",
        ruled=not one.shape,
    )
