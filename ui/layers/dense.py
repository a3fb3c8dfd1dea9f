"""One neuron of a Dense layer on the page, worked out."""

import streamlit as st

from mnistcore import softmax
from ui.components import player
from ui.figures import blocks
from ui.figures.blocks import section
from ui.layers import adding, curves, kernel, weighted_sum
from ui.layers.neuron import Neuron
from ui.words import say


def show_neuron(step, index, knows_digits):
    """One neuron: its weighted sum as a play, and below it the largest terms and the activation functions.

    knows_digits: whether the network was trained to tell digits from anything else.
    """
    neuron = Neuron.of(step, index)
    st.html(weighted_sum.title(neuron))
    player.show("playing", adding.play(neuron))
    st.html(_worked_out(neuron, knows_digits))


def _worked_out(neuron, knows_digits):
    """The neuron's largest terms, and softmax or the other activation functions, as HTML."""
    is_output = neuron.activation is softmax
    note = blocks.caption(_compared()) if is_output else ""
    products = weighted_sum.largest_products(neuron)
    parts = [section(say("The largest positive and negative products"), note, products)]
    if neuron.reads_maps:
        by_map = kernel.largest_channels(neuron)
        parts.append(section(say("The largest contributions by map"), by_map))
    if is_output:
        why = say("Subtracting the maximum first does not change the result, and prevents overflow.")
        parts.append(section(say("Softmax, step by step"), blocks.caption(why), weighted_sum.softmax_table(neuron)))
    below = [_is_it_a_digit(neuron)] if is_output and knows_digits else []
    return blocks.sections(blocks.columns(*parts), *below, curves.others(neuron))


def _compared():
    return say(
        "The network view subtracts from each weight the mean of the ten weights of its input, since softmax depends "
        "only on differences: so its contributions to the outputs are other numbers than these."
    )


def _is_it_a_digit(neuron):
    why = say(
        "An eleventh weighted sum, always 0, stands for images of no digit. Softmax of all eleven gives the ten digits "
        "together:"
    )
    return section(say("Is it a digit at all?"), blocks.caption(why), weighted_sum.digit_probability(neuron))
