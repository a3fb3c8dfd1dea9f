"""The networks at hand: those that come with mnistcore, the book's, and the learner's own. Each is loaded once."""

import io
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

import streamlit as st

import mnistcore
from mnistcore import MnistCoreError, Network
from mnistcore.files import download, weights
from ui import url_state

# The networks that come with mnistcore, by the name that load_network takes, and in words what they are.
SHIPPED = {
    "mlp": "our MLP",
    "cnn": "our CNN",
    "mlp-plain": "our MLP, MNIST alone",
    "cnn-plain": "our CNN, MNIST alone",
    "cnn-article": "Keras's CNN, MNIST alone",
}
MNIST_ALONE = {"mlp-plain", "cnn-plain", "cnn-article"}  # trained on MNIST as it is
SAW_THE_SAMPLE = {"cnn-article"}  # trained on all of MNIST's training half, and so on the built-in sample
ACTIVATIONS = {f.__name__: f for f in (mnistcore.sigmoid, mnistcore.relu, mnistcore.identity_function)}


class Model(NamedTuple):
    """A network with a key for caches and a name for people."""

    key: str
    name: str
    network: Network


@st.cache_resource(show_spinner=False)
def shipped(name):
    return Model(name, SHIPPED[name], weights.load_network(name))


@st.cache_resource(show_spinner=False, max_entries=16)
def from_file(name, content, activation):
    """The bytes of an .npz or a pickle, and the name of the hidden activation."""
    network = weights.load_network(io.BytesIO(content), ACTIVATIONS[activation])
    return Model(f"{sha256(content).hexdigest()}-{activation}", name, network)


def book():
    """The book's network, or None where its file is not on this computer."""
    path = download.find_file("sample_weight.pkl")
    return None if path is None else from_file("the book's weights", path.read_bytes(), "sigmoid")


def own():
    """The network that the learner uploaded, or None."""
    file = st.session_state.get("own")
    return None if file is None else from_file(file["name"], file["content"], url_state.kept("activation", "sigmoid"))


def at_hand(picked):
    """Every network: the one that is picked, ours, the book's if it is here, the learner's own."""
    models = [picked, *map(shipped, SHIPPED)]
    for load in (book, own):
        with suppress(MnistCoreError):
            models += filter(None, [load()])
    return list({model.key: model for model in models}.values())
