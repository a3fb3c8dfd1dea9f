"""A Dense layer on the page: its neurons as squares, and one of them worked out."""

import streamlit as st

from mnistcore import softmax
from ui import charts, clickable, kernel, neuron, pictures
from ui.neuron import Neuron


def show_layer(step, chosen):
    """The weighted sums and activations as pictures that answer to a click."""
    name, k = neuron.plain_name(step.layer.activation), step.k
    a, z = (f"{(1, v.size)}" for v in (step.a, step.z))
    st.markdown(f"**Layer {step.number} · Dense** · W{k} {step.layer.W.shape}")
    rows = (
        (f"a{k} = {step.x_name} W{k} + b{k} &nbsp;{a}", f"a{k}", step.a),
        (f"{step.z_name} = {name}(a{k}) &nbsp;{z}", step.z_name, step.z),
    )
    alt = f"Layer {step.number}: {step.a.size} weighted sums above, {step.z.size} activations below"
    clickable.picture(charts.neurons(rows, chosen), f"layer_{step.number}", step.number, alt)
    if step.is_last:
        st.html(pictures.bars(step.z))


def show_neuron(step, index):
    """One neuron: input, weights, products, the sum, and the activation function."""
    one = Neuron.of(step, index)
    st.html(neuron.title(one))
    from_maps = one.shape is not None and one.shape[2] > 1
    if from_maps:
        st.caption(
            f"Its {one.x.size:,} inputs and weights, put back into {one.shape[2]} maps of {one.shape[0]} × "
            f"{one.shape[1]}. The maps that count most have a frame and their number."
        )
        st.html(kernel.all_channels(one))
    else:
        _show_factors(one)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**The sum that made its value**")
        st.html(neuron.sum_worked_out(one))
        if from_maps:
            st.markdown("**The maps that count most, in order**")
            st.html(kernel.largest_channels(one, 5))
    with right:
        st.markdown("**The largest products, in order**")
        st.html(neuron.largest_contributions(one))
    if one.activation is softmax:
        st.markdown("**Softmax, worked through**")
        st.caption("Subtracting the largest sum first changes no result, and keeps the powers from growing too large.")
        st.html(neuron.softmax_worked_out(one))
    show_curves(one, "neuron")


def show_curves(one, what):
    st.subheader("Through the activation function")
    st.caption(f"This {what}'s weighted sum, marked on each curve. The layer uses the one with the frame.")
    st.html(neuron.activation_curves(one))


def _show_factors(one):
    products = f"{one.x_name} * {one.w_name}"
    titles = (
        f"**{one.x_name}**, its input",
        f"**{one.w_name}**, its weights",
        f"**{products}**, element by element",
    )
    figures = charts.factors(one.x, one.w, one.shape and one.shape[:2], name=one.x_name)
    for column, title, figure in zip(st.columns(3), titles, figures, strict=True):
        with column:
            st.markdown(title.replace("*", r"\*").replace(r"\*\*", "**"))
            st.plotly_chart(figure, alt=title.replace("*", ""), **clickable.PLOT)
