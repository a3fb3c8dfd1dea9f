"""A Dense layer on the page: its neurons as squares, and one neuron worked out."""

import streamlit as st

from mnistcore import softmax
from ui.components import player, pointer
from ui.figures import blocks, featuremaps, probabilities
from ui.figures.blocks import section
from ui.figures.numbers import number
from ui.figures.steps import plain_name
from ui.layers import adding, curves, kernel, weighted_sum
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


def show_neuron(step, index):
    """One neuron: its weighted sum as a play, and below it the largest terms and the activation functions."""
    neuron = Neuron.of(step, index)
    st.html(weighted_sum.title(neuron))
    player.show("playing", adding.play(neuron))
    st.html(_worked_out(neuron))


def _worked_out(neuron):
    """The neuron's largest terms, and softmax or the other activation functions, as HTML."""
    parts = [section(say("The largest positive and negative products"), weighted_sum.largest_products(neuron))]
    if neuron.reads_maps:
        by_map = kernel.largest_channels(neuron)
        parts.append(section(say("The largest contributions by map"), by_map))
    if neuron.activation is softmax:
        why = say("Subtracting the maximum first does not change the result, and prevents overflow.")
        parts.append(section(say("Softmax, step by step"), blocks.caption(why), weighted_sum.softmax_table(neuron)))
    return blocks.sections(blocks.columns(*parts), curves.others(neuron))
