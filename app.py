"""The overview: a diagram of the network, the data and weights in use, and links to all pages."""

import streamlit as st

from mnistcore import Conv2D, Network
from ui import frame, inputs, models
from ui.figures import diagrams, numbers
from ui.words import later, say

lab = frame.open_page(
    frame.OVERVIEW.title,
    later(
        "An image of a digit is 784 numbers. Layers of weighted sums and activation functions turn them into ten "
        "probabilities. Draw a digit, follow its values through every layer, and measure the inference time."
    ),
)

network = lab.model.network
kernels = any(isinstance(layer, Conv2D) for layer in network.layers)


@st.fragment
def one_digit_on_its_way():
    split, index = inputs.current(lab.data)
    images, labels = lab.data.split(split)
    st.html(diagrams.flow(network, images[index]))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(say("Another digit"), icon=":material/casino:", on_click=inputs.jump, args=(lab.data, split))
        frame.link(frame.PAGES[0].file, label=say("Draw your own"), icon=frame.PAGES[0].icon)
        st.caption(
            say(
                "{digit}. N is the batch size, the number of images processed at once. Each square is the output of "
                "one neuron, each tile is one feature map."
                if kernels
                else "{digit}. N is the batch size, the number of images processed at once. Each square is the output "
                "of one neuron.",
                digit=inputs.named(split, index, labels[index]),
            )
        )


one_digit_on_its_way()

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
