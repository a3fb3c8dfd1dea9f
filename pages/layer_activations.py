"""One digit on its way through every layer, down to the sum that made a single neuron's value."""

import numpy as np
import streamlit as st

from mnistcore import Dense, Network, softmax
from ui import address, charts, frame, inputs, matrices, neuron, pictures
from ui.neuron import Neuron

PLOT = {"theme": "streamlit", "config": {"displayModeBar": False}}

lab = frame.open_page(
    "Layer activations",
    "Follow one digit through the network: every layer's weighted sums **a** and what the activation function makes "
    "of them, **z**. Then choose one neuron and see the sum that made its value.",
)
network = lab.model.network


def choose_neuron():
    """The controls for the neuron; returns the number of its layer, from 1, and its index in it, from 0."""
    count = len(network.layers)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with address.shared("layer", 1, address.whole_number(1, count)):
            layer = st.selectbox("Layer", range(1, count + 1), key="layer", width=110)
        size = network.layers[layer - 1].b.size
        with address.shared("neuron", 0, address.whole_number(0, size - 1)):
            index = st.number_input(f"Neuron, 0 to {size - 1}", 0, size - 1, key="neuron", width=180)
    return layer, index


def pick(layer, chart):
    """A click in a picture. A second click on the same neuron arrives as an empty selection, and picks it again."""
    points = st.session_state[chart].selection.points
    last = st.session_state.setdefault("last_clicks", {})
    if points:
        last[chart] = points[0]["point_index"]
    if chart in last:
        st.session_state["layer"], st.session_state["neuron"] = layer, last[chart]


def show_layer(number, layer, output, chosen):
    """The weighted sums and activations of one Dense layer as pictures that answer to a click."""
    a, z = output.pre_activation, output.activation
    last = number == len(network.layers)
    name, x_name, z_name = neuron.plain_name(layer.activation), *neuron.names(number, last)
    st.markdown(f"**Layer {number}** · W{number} {layer.W.shape}")
    rows = (
        (f"a{number} = {x_name} W{number} + b{number} &nbsp;{a.shape}", f"a{number}", a[0]),
        (f"{z_name} = {name}(a{number}) &nbsp;{z.shape}", z_name, z[0]),
    )
    chart = f"layer_{number}"
    st.plotly_chart(
        charts.neurons(rows, chosen),
        key=chart,
        on_select=lambda: pick(number, chart),
        selection_mode="points",
        alt=f"Layer {number}: {a.shape[1]} weighted sums above, {z.shape[1]} activations below",
        **PLOT,
    )
    if last:
        st.html(pictures.bars(z[0]))


def show_neuron(one):
    """One neuron: input, weights, products, the sum, and the activation function."""
    st.html(neuron.title(one))
    products = f"{one.x_name} * {one.w_name}"
    titles = (
        f"**{one.x_name}**, its input",
        f"**{one.w_name}**, its weights",
        f"**{products}**, element by element",
    )
    figures = charts.factors(one.x, one.w, one.input_shape, name=one.x_name)
    for column, title, figure in zip(st.columns(3), titles, figures, strict=True):
        with column:
            st.markdown(title.replace("*", r"\*").replace(r"\*\*", "**"))
            st.plotly_chart(figure, alt=title.replace("*", ""), **PLOT)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**The sum that made its value**")
        st.html(neuron.sum_worked_out(one))
    with right:
        st.markdown("**The largest products, in order**")
        st.html(neuron.largest_contributions(one))
    if one.activation is softmax:
        st.markdown("**Softmax, worked through**")
        st.caption("Subtracting the largest sum first changes no result, and keeps the powers from growing too large.")
        st.html(neuron.softmax_worked_out(one))
    st.subheader("Through the activation function")
    st.caption("This neuron's weighted sum, marked on each curve. The layer uses the one with the frame.")
    st.html(neuron.activation_curves(one))


@st.fragment
def follow_a_digit():
    image, what = inputs.choose(lab.data)
    outputs = network.trace(image[None])
    xs = [network.as_input(image[None]), *(output.activation for output in outputs)]  # what each layer gets
    place = st.container()
    st.subheader("One neuron")
    st.caption("Click a square above, or choose here. Neurons are counted from 0, as NumPy does.")
    number, index = choose_neuron()
    with place:
        show_way(what, xs, outputs, number, index)
    last = number == len(outputs)
    show_neuron(Neuron.of(network.layers[number - 1], xs[number - 1], outputs[number - 1], number, index, last))


def show_way(what, xs, outputs, number, index):
    guess = int(outputs[-1].activation[0].argmax())
    st.markdown(f"{what}. The network reads **{guess}**, {pictures.percent(outputs[-1].activation[0, guess])}.")
    st.caption(
        "Each square is one neuron. Point at it to read its numbers, click it to see below how it got them. "
        "Black is zero, orange positive, blue negative; where nothing can be negative, white is the most."
    )
    with st.grid(4, min_column_width=230):
        with st.container():
            st.markdown(f"**Input** · x {xs[0].shape}")
            st.plotly_chart(
                charts.image(xs[0].reshape(28, 28)), key="input_image", alt="The input, 28 x 28 pixels", **PLOT
            )
        for k, (layer, output) in enumerate(zip(network.layers, outputs, strict=True), start=1):
            with st.container():
                show_layer(k, layer, output, index if k == number else None)


@st.fragment
def little_network():
    st.subheader("The same with small numbers: 2-3-2-2")
    st.caption(
        "The network of section 3.4 of the book: two inputs, two hidden layers with sigmoid, two outputs with the "
        "identity function. Move x1 and x2, and every number follows."
    )
    left, right = st.columns([2, 3], gap="large", vertical_alignment="center")
    with left:
        x1 = st.slider("x1, which is x[0]", -2.0, 2.0, 1.0, 0.1, key="x1", bind="query-params")
        x2 = st.slider("x2, which is x[1]", -2.0, 2.0, 0.5, 0.1, key="x2", bind="query-params")
    x = np.array([x1, x2])
    with right:
        st.html(matrices.drawn(matrices.LITTLE, x))
    st.html(matrices.worked_through(matrices.LITTLE, x))


follow_a_digit()
little_network()
activations = dict.fromkeys(layer.activation for layer in network.layers)
frame.show_code(Network.run, Network.trace, Dense, *activations)
