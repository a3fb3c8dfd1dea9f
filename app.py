"""The overview: what this is, the network drawn with its shapes, the data and weights in use, a way into each page."""

import streamlit as st

from mnistcore import Conv2D, Network
from ui import frame, models
from ui.figures import diagrams, numbers

lab = frame.open_page(
    frame.OVERVIEW.title,
    "A picture of a digit goes in as 784 numbers, layers of sums and curves make ten probabilities of them. "
    "Here you can draw the digit, watch every number on its way, and time it.",
)

network = lab.model.network
kernels = any(isinstance(layer, Conv2D) for layer in network.layers)


@st.fragment
def one_digit_on_its_way():
    index = st.session_state.setdefault("overview_digit", 0) % len(lab.data.t_test)
    st.html(diagrams.flow(network, lab.data.x_test[index]))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Another digit", icon=":material/casino:", on_click=take_another_digit)
        frame.link(frame.PAGES[0].file, label="Draw your own", icon=frame.PAGES[0].icon)
        st.caption(
            f"Test digit {index}, labelled {lab.data.t_test[index]}. N is the number of images that go through at "
            "once; each square of a z is one neuron" + (", each picture in it one feature map." if kernels else ".")
        )


def take_another_digit():
    st.session_state["overview_digit"] = lab.data.random_index("test")


one_digit_on_its_way()

with st.grid(4, min_column_width=150):
    st.metric("Layers", len(network.layers), border=True)
    st.metric("Weights and biases", numbers.count(network.parameter_count), border=True)
    st.metric("Test digits", numbers.count(len(lab.data.t_test)), border=True)
    read_correctly = st.empty()
    read_correctly.metric("Read correctly", "…", border=True)
if lab.data.source == "sample":
    unseen = lab.model.key in models.SHIPPED.keys() - models.SAW_THE_SAMPLE
    seen = "none of it was used to train this network" if unseen else "this network may have learned from it"
    st.caption(f"The built-in sample comes from MNIST's training half; {seen}.")

with st.grid(2):
    for page in frame.PAGES:
        with st.container(border=True, height="stretch"):
            frame.link(page.file, label=f"**{page.title}**", icon=page.icon)
            st.caption(page.about)

frame.show_code(Network.run, Network.predict_proba, label="The whole forward pass, as it runs here")

read_correctly.metric("Read correctly", numbers.percent(lab.evaluate().accuracy), border=True)
