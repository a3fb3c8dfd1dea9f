"""What all visitors share, loaded or computed once: thin caches around mnistcore. Arrays in them are read-only."""

from threading import Lock, Thread
from typing import NamedTuple

import numpy as np
import streamlit as st
from threadpoolctl import threadpool_limits

import mnistcore
from mnistcore import evaluation, explanation
from mnistcore.explanation import SIDE
from mnistcore.network import batches
from mnistcore.speed import parts, roofline
from mnistcore.speed.accelerated import accelerate
from ui import jobs
from ui.models import Model
from ui.words import later

SHORT = 0.2  # seconds of work that a visitor may ask of the server itself; what takes longer goes elsewhere
PART = 2000  # images in the server: enough for all threads, and soon done
PART_SECONDS = 0.2  # elsewhere: less than the half second that a part may take, since some computers are slower
RUNNING = later("Running the network on all digits …")
COVERING = later("Covering parts of the digit …")


class Digits(NamedTuple):
    """A data set as stored: images (N, 784) uint8, labels (N,) uint8."""

    source: str
    x_train: np.ndarray
    t_train: np.ndarray
    x_test: np.ndarray
    t_test: np.ndarray

    def split(self, name):
        return (self.x_train, self.t_train) if name == "train" else (self.x_test, self.t_test)

    def random_index(self, split):
        """The index of a random digit of this split."""
        return int(np.random.default_rng().integers(len(self.split(split)[1])))


@st.cache_resource(show_spinner=False)
def one_thread_for_products():
    """Limit BLAS to one thread in the whole server.

    A visitor's matrix products are small: more threads would not finish them sooner, and while waiting for the next
    one they would keep a core busy that other visitors need. What needs threads has its own
    (mnistcore/speed/accelerated.py).
    """
    # In a thread of its own: threadpoolctl keeps it, and Streamlit's thread would keep a visitor's session alive.
    thread = Thread(target=threadpool_limits, kwargs={"limits": 1, "user_api": "blas"})
    thread.start()
    thread.join()


@st.cache_resource(show_spinner=False)
def one_at_a_time():
    """A lock for short answers: many visitors are answered sooner one after another than all at once.

    Threads that run Python at the same time take turns, and each turn delays the server's own thread.
    """
    return Lock()


@st.cache_resource(show_spinner=later("Loading the digits …"))
def digits(source):
    (x_train, t_train), (x_test, t_test) = mnistcore.load_mnist(normalize=False, source=source, download=False)
    for array in (x_train, t_train, x_test, t_test):
        array.flags.writeable = False
    return Digits(source, x_train, t_train, x_test, t_test)


def evaluate(data: Digits, model: Model, split="test"):
    """The Evaluation of a network on one split of a data set."""
    _, labels = data.split(split)
    each = _macs(model.key, model.network) / parts.MACS_PER_SECOND["accelerated"]  # seconds for one image
    if each * len(labels) < SHORT:
        return _evaluation(data.source, split, model.key, data, model.network)
    ranges = batches(len(labels), max(1, int(PART_SECONDS / each)))
    calls = [(model.key, data.source, split, part.start, part.stop) for part in ranges]
    y = jobs.run(parts.probabilities, calls, RUNNING, {model.key: model.network})
    return _compared(data.source, split, model.key, y, labels)


@st.cache_resource(show_spinner=False, max_entries=16)
def _compared(source, split, model_key, _y, _labels):
    return evaluation.compare(np.concatenate(_y), _labels)


@st.cache_resource(show_spinner=RUNNING, max_entries=16)
def _evaluation(source, split, model_key, _data, _network):
    images, labels = _data.split(split)
    y = []
    for part in batches(len(images), PART):
        jobs.stop_if_nobody_waits()
        y.append(_probabilities(source, split, model_key, part.start, images[part], _network))
    return evaluation.compare(np.concatenate(y), labels)


@st.cache_resource(show_spinner=False, max_entries=64)
def _probabilities(source, split, model_key, start, _images, _network):
    """Those of one part of the images: what is done is not done again if the run is stopped and another takes over."""
    return accelerate(_network).predict_proba(_images, batch_size=1000)


@st.cache_resource(show_spinner=False, max_entries=64)
def _macs(model_key, _network):
    """Multiply-accumulate operations for one image."""
    return roofline.count_work(_network).macs


class ArraySummary(NamedTuple):
    """One of the four arrays that load_mnist returns, without keeping it: only its first rows are copied."""

    shape: tuple
    dtype: np.dtype
    nbytes: int
    low: float
    high: float
    first: np.ndarray


@st.cache_resource(show_spinner=later("Calling load_mnist …"), max_entries=16)
def loaded(source, normalize, flatten, one_hot_label):
    """What load_mnist returns with these switches: a dict of ArraySummary by the array's name."""
    (x_train, t_train), (x_test, t_test) = mnistcore.load_mnist(
        normalize, flatten, one_hot_label, source=source, download=False
    )
    arrays = {"x_train": x_train, "t_train": t_train, "x_test": x_test, "t_test": t_test}
    return {
        name: ArraySummary(a.shape, a.dtype, a.nbytes, a.min(), a.max(), a[:5].copy()) for name, a in arrays.items()
    }


@st.cache_resource(show_spinner=False, max_entries=4)
def mean_digits(source):
    """The mean training image of each class: (10, 784) float64, 0..255."""
    x, t = digits(source).split("train")
    return np.stack([x[t == digit].mean(axis=0) for digit in range(10)])


def occlusion(model: Model, image, patch):
    """`explanation.occlusion` of an image, (784,) uint8: (10, 28, 28), read-only."""
    row = SIDE * _macs(model.key, model.network) / parts.MACS_PER_SECOND["textbook"]  # seconds for a row of squares
    if row * SIDE < SHORT:
        return _occlusion(model.key, image.tobytes(), patch, model.network)
    pixels, ranges = image.tobytes(), batches(SIDE, max(1, int(PART_SECONDS / row)))
    calls = [(model.key, pixels, patch, rows.start, rows.stop) for rows in ranges]
    falls = jobs.run(parts.occlusion, calls, COVERING, {model.key: model.network})
    falls = np.concatenate(falls, axis=1)  # (10, rows, 28) each -> (10, 28, 28)
    falls.flags.writeable = False
    return falls


@st.cache_resource(show_spinner=COVERING, max_entries=64)
def _occlusion(model_key, pixels, patch, _network):
    falls = explanation.occlusion(_network, np.frombuffer(pixels, np.uint8), patch)
    falls.flags.writeable = False
    return falls
