"""What the experiments are made on: the networks, the digits, and how figures become Markdown."""

import textwrap
from typing import NamedTuple

import numpy as np

from mnistcore import Network, accelerate, load_mnist, load_network
from mnistcore.files.datasets import find_mnist
from mnistcore.files.known_files import BOOK_WEIGHTS, find_file

from ..tables import markdown

BOOK = "book"
NETWORKS = BOOK, "mlp", "mlp-plain", "cnn", "cnn-plain"
TESTED = {"mnist": "MNIST's 10,000 test images", "sample": "the built-in sample's 4,000 test images"}


class Digits(NamedTuple):
    """Test digits, and training digits to compare them with: x (N, 28, 28) float32 0..1, t (N,) uint8."""

    x: np.ndarray
    t: np.ndarray
    x_train: np.ndarray
    t_train: np.ndarray
    source: str  # "mnist" or "sample"


def load_digits(count=None):
    """MNIST where it is found, else the built-in sample. count: only so many of each, for a quick trial."""
    source = "mnist" if find_mnist() else "sample"
    (x_train, t_train), (x_test, t_test) = load_mnist(flatten=False, source=source)
    return Digits(x_test[:count, 0], t_test[:count], x_train[:count, 0], t_train[:count], source)


def load_networks(names):
    """The networks as a dict by name, and the sentences that say which could not be loaded."""
    book = find_file(BOOK_WEIGHTS.name)
    missing = [f"{BOOK_WEIGHTS.name} was not found, so `{BOOK}` is left out."] if BOOK in names and not book else []
    found = {name: book if name == BOOK else name for name in names if name != BOOK or book}
    return {name: accelerate(load_network(source)) for name, source in found.items()}, missing


def accuracy(network: Network, x, t):
    """The share of images that the network predicts correctly."""
    return float((network.predict(x) == t).mean())


def percent(share):
    return "-" if np.isnan(share) else f"{100 * share:.2f}"


def percents(shares):
    return " / ".join(map(percent, shares))


def section(title, text, *tables):
    """A section of the document: its title, a paragraph, and tables, each (heads, rows)."""
    return "\n\n".join([f"## {title}", wrapped(text), *(markdown(*table) for table in tables)])


def wrapped(text):
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)
