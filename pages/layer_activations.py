"""One digit on its way through all layers, down to the weighted sum of a single neuron."""

import numpy as np
import streamlit as st

from mnistcore import Dense, Flatten, Network
from ui import frame, inputs, url_state
from ui.components import network_data, network_view, pointer
from ui.figures import numbers, steps
from ui.layers import convolution, dense
from ui.words import later, said, say

lab = frame.open_page(
    later("Layer activations"),
    later(
        "Follow one digit through the network: the weighted sums **a** of every layer and its activations **z**. Then "
        "choose one neuron or feature map to see how its value is computed."
    ),
)
network = lab.model.network
has_maps = not all(isinstance(layer, Dense) for layer in network.layers)
SCALES = {"map": later("Per map"), "layer": later("Per layer"), "overall": later("For all layers")}
NUMBERED = {"Dense": later("Neuron, 0 to {last}"), "Flatten": later("Element, 0 to {last}")}
MAPS = later("Map, 0 to {last}")
PROGRAM_ICON = ":material/terminal:"


@st.fragment
def follow_a_digit():
    image, what = inputs.choose(lab.data)
    outputs = network.trace(image[None])
    way = steps.follow(network, image, outputs)
    inputs.show_prediction(what, way[-1].z)
    network_view.show(lab.model)
    network_view.show_values(network_data.values(lab.model.key, network, image.reshape(28, 28), outputs))
    if has_maps:
        show_maps(way)
    else:
        url_state.leave_out("scale")
    with st.container(key="explanation"):
        st.header(say("One feature map or neuron" if has_maps else "One neuron"), anchor="closer")
        st.caption(
            say(
                "Click or tap a map or a neuron [above](#top), or choose one here. Maps and neurons are numbered from "
                "0, as in NumPy; layers from 1, counting only those with weights."
                if has_maps
                else "Click or tap a neuron [above](#top), or choose one here. Neurons are numbered from 0, as in "
                "NumPy."
            )
        )
        look_closer(way)


@st.fragment
def look_closer(way):
    """The chosen neuron or map. A click on a picture reruns only this fragment."""
    step, index = choose(way)
    if isinstance(step.layer, Dense):
        dense.show_neuron(step, index, knows_digits=network.digit_threshold is not None)
    else:
        reach = convolution.reach_in_the_image(network.layers[: step.number])
        convolution.show_place(step, index, reach, way[0].x[..., 0])
    if step.z.ndim == 1:
        url_state.leave_out("row", "column")
    program, label = "mnist_cnn" if has_maps else "one_by_one", say("This line of the book's program")
    frame.link("pages/book_programs.py", {"program": program, "at": step.z_name}, label=label, icon=PROGRAM_ICON)
    counts = [step.count for step in way]
    pointer.pick(step.number, index, counts, lambda layer, tile: go_to(way[layer - 1], tile))


def go_to(step, index):
    """After a click on a picture: go to that neuron, or to the maximum of that map."""
    place = {} if isinstance(step.layer, Dense) else convolution.peak(step, index)
    url_state.move_to(layer=step.number, neuron=index, **place)


def choose(way):
    """Show the controls for the neuron, map or element; return the step of its layer, and its index."""
    if "layer" in st.session_state and st.session_state.get("layers of") != lab.model.key:
        st.session_state["layer"] = st.session_state["layer"]  # else the box shows the other network's layer
    st.session_state["layers of"] = lab.model.key
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with url_state.shared("layer", 1, url_state.integer(1, len(way))):
            titles = {step.number: step.title for step in way}
            number = st.selectbox(say("Layer"), list(titles), format_func=titles.get, key="layer", width=230)
        step = way[number - 1]
        last = step.count - 1
        label = say(NUMBERED.get(step.kind, MAPS), last=numbers.count(last))
        with url_state.shared("neuron", 0, url_state.integer(0, last)):
            index = st.number_input(label, 0, last, key="neuron", width=180)
        if not isinstance(step.layer, Dense):
            convolution.go_to_the_largest(step, index)
    return step, index


def show_maps(way):
    """The layers of feature maps, one below the other, on the chosen colour scale."""
    st.caption(
        say(
            "The feature maps, larger. Click or tap one to see [below](#closer) how its values are computed. Where "
            "there are negative values, orange is positive, black is zero and blue is negative; elsewhere the scale "
            "runs from black to white."
        )
    )
    with url_state.shared("scale", "layer", url_state.one_of(SCALES)):
        scale = st.segmented_control(
            say("Colour scale"), list(SCALES), format_func=said(SCALES).get, required=True, key="scale"
        )
    images = [step for step in way if step.z.ndim == 3]
    overall = max(float(np.abs(values).max()) for step in images for values in (step.a, step.z))
    for step in way:
        if not isinstance(step.layer, Dense | Flatten):  # the flattened row is shown beside its maps
            row = st.container(horizontal=True)
        if not isinstance(step.layer, Dense):
            with row:
                convolution.show_layer(step, scale, overall)


follow_a_digit()
little = say(
    "Dense layers in a small network: 2-3-2-2" if has_maps else "The same calculation in a small network: 2-3-2-2"
)
frame.link("pages/book_programs.py", {"program": "three_layers"}, label=little, icon=PROGRAM_ICON)
kinds = dict.fromkeys(type(layer) for layer in network.layers)
activations = dict.fromkeys(layer.activation for layer in network.layers)
frame.show_code(Network.run, Network.trace, *kinds, *activations)
