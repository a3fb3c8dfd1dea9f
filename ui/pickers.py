"""The sidebar's pickers of the digits and the network, with downloads of what is not on this computer yet."""

import streamlit as st

from mnistcore import Conv2D, Dense, MnistCoreError
from mnistcore.files import datasets, download, weights
from ui import download_bar, messages, models, resources, uploads, url_state
from ui.figures.steps import plain_name
from ui.words import later, said, say

SOURCES = {"sample": later("5,000 built-in digits."), "mnist": later("All 70,000 digits.")}
SOURCE_NAMES = {"sample": later("Sample"), "mnist": "MNIST"}
OWN = "own"
NETWORKS = {**models.BUILT_IN, "book": later("the book's weights"), OWN: later("your own file")}
KEYS = ("data", "network", "activation")  # as in the address: ?data=mnist&network=book


def pick_data():
    """Show the picker of the data; return the digits. Until MNIST is downloaded, that is the sample."""
    with url_state.shared("data", "sample", url_state.one_of(SOURCES)):
        source = st.segmented_control(
            say("Data"), list(SOURCES), format_func=said(SOURCE_NAMES).get, required=True, key="data", width="stretch"
        )
    if source == "mnist" and datasets.find_mnist() is None:
        st.caption(say("MNIST isn't downloaded yet. Showing the built-in sample."))
    else:
        try:
            digits = resources.digits(source)
            st.caption(say(SOURCES[source]))
            return digits
        except MnistCoreError as error:
            _complain(error)
            st.caption(say("Showing the built-in sample instead."))
    _offer_download(say("Download MNIST (11 MB)"), datasets.download_mnist, "MNIST")
    return resources.digits("sample")


def pick_network():
    """Show the picker of the network; return the model. Until that can be loaded, it is our MLP."""
    with url_state.shared("network", "mlp", url_state.one_of(NETWORKS)):
        names = {key: _capitalized(name) for key, name in said(NETWORKS).items()}
        choice = st.selectbox(say("Network"), list(NETWORKS), key="network", format_func=names.get)
    model = None
    try:
        model = _load(choice)
    except MnistCoreError as error:
        _complain(error)
    if model is None:
        st.caption(say("Showing our MLP instead."))
        model = models.built_in("mlp")
    st.caption(_architecture(model.network))
    if model.key in models.MNIST_ONLY:
        st.caption(
            say("Trained on MNIST only; *our MLP* and *our CNN* were also trained on distorted digits and pen strokes.")
        )
    return model


def _capitalized(name):
    return name[0].upper() + name[1:]


def _architecture(network):
    """A network's layers in one line: '784-50-100-10 · sigmoid' or '28×28 · 32 kernels 3×3 · 128-10 · relu'."""
    dense = [layer for layer in network.layers if isinstance(layer, Dense)]
    sizes = [layer.b.size for layer in dense]
    kernels = [layer.W.shape for layer in network.layers if isinstance(layer, Conv2D)]
    if kernels:
        start = ["28×28", *(say("{K} kernels {FH}×{FW}", K=K, FH=FH, FW=FW) for FH, FW, _, K in kernels)]
    else:
        start, sizes = [], [dense[0].W.shape[0], *sizes]
    return " · ".join([*start, "-".join(map(str, sizes)), plain_name(network.layers[0].activation)])


def _load(choice):
    """The model of that name; None, with a way to get it on the page, if it is not available yet."""
    if choice == OWN:
        _upload()
        return models.own()
    url_state.leave_out("activation")
    if choice in models.BUILT_IN:
        return models.built_in(choice)
    try:
        if model := models.book():
            return model
        st.caption(say("The weights of *Deep Learning from Scratch*, `sample_weight.pkl`, aren't downloaded yet."))
    except MnistCoreError as error:
        _complain(error)
    _offer_download(say("Download the weights (0.2 MB)"), download.download_book_weights, say("the book's weights"))
    return None


def _offer_download(label, download, what):
    if st.button(label, icon=":material/download:", width="stretch"):
        download_bar.run(download, what)


def _upload():
    st.file_uploader(
        say("An .npz file or a pickled dict with arrays W1, b1, W2, b2, … for 784 inputs and 10 outputs"),
        key="own_file",
        max_upload_size=weights.LARGEST_FILE,
        on_change=_take_own_file,
    )
    with url_state.shared("activation", models.own_activation(), url_state.one_of(models.ACTIVATIONS)):
        st.selectbox(say("Hidden activation"), list(models.ACTIVATIONS), key="activation")


def _take_own_file():
    if file := uploads.take("own_file"):
        st.session_state["own"] = models.opened(file)
        url_state.forget("activation")  # the file may record another one


def _complain(error):
    messages.show_error(error)
