"""The frame around every page: its title, the navigation, and the pickers for data and network."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from mnistcore import Conv2D, Dense, MnistCoreError, datasets, download
from ui import address, pictures, resources
from ui.resources import Digits, Model

NAME = "Digit Lab"
ICON = Path(__file__).with_name("icon.png")


class Page(NamedTuple):
    file: str
    title: str
    icon: str
    about: str


OVERVIEW = Page("app.py", "Overview", ":material/home:", "What this is, and the network drawn with its shapes.")
PAGES = (
    Page(
        "pages/draw_and_predict.py",
        "Draw and predict",
        ":material/draw:",
        "Draw a digit and read what the network makes of it.",
    ),
    Page(
        "pages/dataset_explorer.py",
        "Dataset explorer",
        ":material/grid_view:",
        "Look at the digits that the network learned from, and at those it gets wrong.",
    ),
    Page(
        "pages/layer_activations.py",
        "Layer activations",
        ":material/layers:",
        "Follow one digit through every layer, down to a single neuron's sum.",
    ),
    Page(
        "pages/batch_timing.py",
        "Batch timing",
        ":material/speed:",
        "Slide the batch size and watch the inference time change.",
    ),
)

SOURCES = {"sample": "5,000 digits that come with the lab.", "mnist": "All 70,000 digits."}
OWN = "own file"
NETWORKS = (*resources.SHIPPED, "book", OWN)
PICKERS = ("data", "network", "activation")  # their names in the address: ?data=mnist&network=book


class Lab(NamedTuple):
    """What a page works with: the digits and the network that are picked in the sidebar."""

    data: Digits
    model: Model

    def evaluate(self, split="test"):
        return resources.evaluate(self.data, self.model, split)


def open_page(title, lead) -> Lab:
    """Page settings, sidebar, title and two sentences of introduction; returns what is picked in the sidebar."""
    name = NAME if title == OVERVIEW.title else f"{title} · {NAME}"
    st.set_page_config(page_title=name, page_icon=ICON, layout="wide")
    st.html(pictures.STYLE)
    st.session_state["page"] = title
    with st.sidebar, errors_shown():
        st.markdown(f"**{NAME}**")
        navigation = st.container(gap="xxsmall")
        lab = Lab(_pick_data(), _pick_network())
        with navigation:  # after the pickers, since its links take along what is picked
            for page in (OVERVIEW, *PAGES):
                link(page.file, label=page.title, icon=page.icon, width="stretch")
    st.title(title if title != OVERVIEW.title else "See a neural network read")
    st.markdown(lead)
    return lab


@contextmanager
def errors_shown() -> Iterator[None]:
    """Turn an error of mnistcore into its own sentence on the page, and end the page there."""
    try:
        yield
    except MnistCoreError as error:
        _complain(error)
        st.stop()


def link(file, query_params=None, **options):
    """A link to another page, as st.page_link, that takes along what is picked in the sidebar.

    Nothing where a page runs alone, without the app around it.
    """
    picked = {key: st.query_params[key] for key in PICKERS if key in st.query_params}
    with suppress(StreamlitPageNotFoundError):
        st.page_link(file, query_params=picked | (query_params or {}), **options)


def show_code(*functions, label="The code that did this"):
    """An expander with the source of the very functions that ran."""
    with st.expander(label, icon=":material/code:"):
        for function in functions:
            file = function.__module__.replace(".", "/") + ".py"
            st.caption(f"`{file}`")
            st.code(inspect.getsource(function), language="python")


def keep_ink(ink):
    """Remember ink, (H, W) uint8 or None, for the other pages."""
    st.session_state["ink"] = ink


def kept_ink():
    """The ink that was last drawn, uploaded or put in on any page, or None."""
    return st.session_state.get("ink")


def _pick_data():
    with address.shared("data", "sample", address.one_of(SOURCES)):
        source = st.segmented_control("Data", list(SOURCES), required=True, key="data", width="stretch")
    if source == "mnist" and datasets.find_mnist() is None:
        st.caption("MNIST is not on this computer yet. Until it is, you see the sample.")
        if st.button("Download MNIST (11 MB)", icon=":material/download:", width="stretch"):
            _download("MNIST", datasets.download_mnist)
        source = "sample"
    else:
        st.caption(SOURCES[source])
    try:
        return resources.digits(source)
    except MnistCoreError as error:
        _complain(error)
        return resources.digits("sample")


def _pick_network():
    with address.shared("network", "mlp", address.one_of(NETWORKS)):
        choice = st.selectbox("Network", NETWORKS, key="network")
    if choice in resources.SHIPPED:
        model = resources.shipped_model(choice)
    else:
        model = {"book": _the_books, OWN: _their_own}[choice]()
    if model is None:
        st.caption("Until then you see ours.")
        model = resources.shipped_model("mlp")
    st.caption(f"{model.name.capitalize()}: {_architecture(model.network)}.")
    return model


def _architecture(network):
    """A network's layers in one line: '784-50-100-10, sigmoid' or '28×28, 32 and 64 kernels 3×3, 128-10, relu'."""
    dense = [layer for layer in network.layers if isinstance(layer, Dense)]
    sizes = [str(layer.b.size) for layer in dense]
    kernels = [layer.W.shape for layer in network.layers if isinstance(layer, Conv2D)]
    if kernels:
        start = "28×28, " + " and ".join(f"{K} kernels {FH}×{FW}" for FH, FW, _, K in kernels) + ", "
    else:
        start = f"{dense[0].W.shape[0]}-"
    return f"{start}{'-'.join(sizes)}, {network.layers[0].activation.__name__.removesuffix('_function')}"


def _the_books():
    path = download.find_file("sample_weight.pkl")
    if path is not None:
        return _from_file("the book's weights", path.read_bytes(), "sigmoid")
    st.caption("The book's weights, `sample_weight.pkl`, are not on this computer yet.")
    if st.button("Download them (0.2 MB)", icon=":material/download:", width="stretch"):
        _download("the book's weights", download.download_book_weights)
    return None


def _their_own():
    st.file_uploader(
        "An .npz, or a pickle of a dict of arrays: W1, b1, W2, b2, … from 784 to 10",
        key="own_file",
        on_change=_take_own_file,
    )
    with address.shared("activation", "sigmoid", address.one_of(resources.ACTIVATIONS)):
        activation = st.selectbox("Hidden activation", list(resources.ACTIVATIONS), key="activation")
    own = st.session_state.get("own")
    if own is None:
        return None
    return _from_file(own["name"], own["content"], activation)


def _take_own_file():
    file = st.session_state["own_file"]
    if file is not None:
        st.session_state["own"] = {"name": file.name, "content": file.getvalue()}


def _from_file(name, content, activation):
    try:
        network = resources.from_file(content, activation)
    except MnistCoreError as error:
        _complain(error)
        return None
    return Model(f"{sha256(content).hexdigest()}-{activation}", name, network)


def _complain(error):
    st.error(str(error), icon=":material/error:")


def _download(what, fetch):
    """Run a download under a progress bar, then start the page anew; say plainly what went wrong if it fails."""
    bar = _ProgressBar(f"Downloading {what} …")
    try:
        fetch(progress=bar)
    except MnistCoreError as error:
        bar.close()
        _complain(error)
    else:
        st.rerun()


class _ProgressBar:
    """A bar on the page with the interface of tqdm's, as pooch wants it."""

    def __init__(self, text):
        self.text, self.total, self.done = text, 0, 0
        self.bar = st.progress(0.0, text)

    def reset(self):
        self.done = 0

    def update(self, size):
        self.done += size
        self.bar.progress(min(self.done / self.total, 1.0) if self.total else 0.0, self.text)

    def close(self):
        self.bar.empty()
