"""The overview: the network with one digit in it, the data and weights in use, and links to all pages."""

import streamlit as st

from mnistcore import Network
from ui import frame, inputs, models
from ui.components import network_data, network_view
from ui.figures import numbers
from ui.words import later, say

lab = frame.open_page(
    frame.OVERVIEW.title,
    later(
        "An image of a digit is 784 numbers. Layers of weighted sums and activation functions turn them into ten "
        "probabilities. Draw a digit, follow its values through every layer, and measure the inference time."
    ),
)

network = lab.model.network


def open_unit(layer, index):
    """After a click in the network view: go to that neuron or map on the page of the layers."""
    *_, as_input = inputs.current(lab.data)
    frame.go_to("pages/layer_activations.py", as_input | {"layer": layer, "neuron": index})


@st.fragment
def show_values():
    image, what, _ = inputs.current(lab.data)
    outputs = network.trace(image[None])
    network_view.show_values(network_data.values(lab.model.key, network, image.reshape(28, 28), outputs))
    with st.container(horizontal=True, vertical_alignment="center", key="next"):
        frame.link(frame.PAGES[0].file, label=say("Draw your own"), icon=frame.PAGES[0].icon)
        st.button(say("Another digit"), icon=":material/casino:", on_click=inputs.jump_from_anywhere, args=(lab.data,))
        inputs.show_prediction(what, outputs[-1].activation[0])


show_values()
network_view.show(lab.model, open_unit)

with st.grid(4, min_column_width=150):
    st.metric(say("Layers with weights"), sum(hasattr(layer, "W") for layer in network.layers), border=True)
    st.metric(say("Weights and biases"), numbers.count(network.parameter_count), border=True)
    st.metric(say("Test digits"), numbers.count(len(lab.data.t_test)), border=True)
    accuracy = st.empty()
    accuracy.metric(say("Accuracy"), "…", border=True)
if lab.data.source == "sample":
    unseen = lab.model.key in models.BUILT_IN.keys() - models.SAW_THE_SAMPLE
    st.caption(
        say(
            "The built-in sample is part of MNIST's training set; none of it was used to train this network."
            if unseen
            else "The built-in sample is part of MNIST's training set; this network was, or may have been, trained on "
            "it."
        )
    )

with st.grid(2):
    for page in frame.PAGES:
        with st.container(border=True, height="stretch"):
            frame.link(page.file, label=f"**{say(page.title)}**", icon=page.icon)
            st.caption(say(page.about))

frame.show_code(Network.run, Network.predict_proba, label=later("The code of the forward pass"))

accuracy.metric(say("Accuracy"), numbers.percent(lab.evaluate().accuracy), border=True)
