"""The available networks. The built-in ones and the book's are loaded once for all visitors.

A visitor's own network is loaded once, too, and kept with the session, so that it goes when the visitor goes.
"""

import copy
import io
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple

import streamlit as st

import mnistcore
from mnistcore import MnistCoreError, Network
from mnistcore.files import known_files, weights
from ui import url_state
from ui.words import later

# The built-in networks: what they are called, by the name that load_network takes.
BUILT_IN = {
    "mlp": later("our MLP"),
    "cnn": later("our CNN"),
    "mlp-plain": later("our MLP, MNIST only"),
    "mlp-relu": later("our MLP with relu, MNIST only"),
    "mlp-tanh": later("our MLP with tanh, MNIST only"),
    "cnn-plain": later("our CNN, MNIST only"),
    "cnn-article": later("Keras's CNN, MNIST only"),
}
MNIST_ONLY = {"mlp-plain", "mlp-relu", "mlp-tanh", "cnn-plain", "cnn-article"}  # trained on MNIST without changes
SAW_THE_SAMPLE = {"cnn-article"}  # trained on all of MNIST's training set, and so on the built-in sample
ACTIVATIONS = {f.__name__: f for f in (mnistcore.sigmoid, mnistcore.tanh, mnistcore.relu, mnistcore.identity_function)}


class Model(NamedTuple):
    """A network with a key for caches and a name for people, to be said when it is shown: it may be a sentence."""

    key: str
    name: str
    network: Network


@st.cache_resource(show_spinner=False)
def built_in(name):
    return Model(name, BUILT_IN[name], weights.load_network(name))


class OwnFile(NamedTuple):
    """What a visitor uploaded: a name for people, the bytes' SHA-256, and what is in them or else what is wrong."""

    name: str
    sha256: str
    content: weights.WeightFile | None
    error: MnistCoreError | None


def book():
    """The book's network, or None if its file is not on this computer. Raises DatasetError for a damaged file."""
    content = known_files.read_known(known_files.BOOK_WEIGHTS)
    return None if content is None else _book(content)


@st.cache_resource(show_spinner=False, max_entries=1)
def _book(content):
    network = weights.load_network(io.BytesIO(content))
    return Model(f"{sha256(content).hexdigest()}-sigmoid", later("the book's weights"), network)


def opened(file):
    """The OwnFile in a file that the visitor uploaded."""
    found, error = None, None
    try:
        found = weights.load_file(file)
    except MnistCoreError as refused:
        error = copy.copy(refused)  # without its traceback, which would keep all of the file's bytes
    return OwnFile(file.name, sha256(file.getvalue()).hexdigest(), found, error)


def own():
    """The network that the visitor uploaded, or None. Raises WeightsError if it cannot be used."""
    file = st.session_state.get("own")
    if file is None:
        return None
    if file.error:
        raise copy.copy(file.error)
    activation = url_state.kept("activation", own_activation())
    network = weights.chain(file.content.weights, ACTIVATIONS[activation])
    network = replace(network, digit_threshold=file.content.digit_threshold)
    return Model(f"{file.sha256}-{activation}", file.name, network)


def own_activation():
    """The name of the hidden activation that the visitor's file records, or else sigmoid."""
    file = st.session_state.get("own")
    recorded = file.content.hidden_activation if file and file.content else None
    name = getattr(recorded, "__name__", None)
    return name if name in ACTIVATIONS else "sigmoid"


def available(selected):
    """All networks: the selected one first, then the built-in ones, the book's and the visitor's own if there."""
    models = [selected, *map(built_in, BUILT_IN)]
    for load in (book, own):
        with suppress(MnistCoreError):
            models += filter(None, [load()])
    return list({model.key: model for model in models}.values())
