"""What the page times: one network on test images at one batch size, and what has been measured of it."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st

from mnistcore import Conv2D
from mnistcore.speed import machine, roofline, timing
from ui import url_state
from ui.models import Model
from ui.words import say


@dataclass(frozen=True, eq=False)
class Subject:
    """What each section of the page is about.

    images: (N, 784) uint8, labels: (N,) uint8, and fewer of both for slow measurements; available: the number of test
    images that `images` were chosen from; sizes: the slider's batch sizes, from 1 to N; computer: what everything runs
    on; measured: this visitor's results by the name of the measurement, to read and to write.
    """

    model: Model
    source: str
    images: np.ndarray
    labels: np.ndarray
    few_images: np.ndarray
    few_labels: np.ndarray
    available: int
    sizes: list[int]
    batch_size: int
    computer: machine.Machine
    measured: dict

    @property
    def network(self):
        return self.model.network

    @property
    def has_convolutions(self):
        return _has_convolutions(self.network)

    @cached_property
    def work(self):
        return roofline.count_work(self.network)

    @property
    def latest_run(self):
        """The slider's two timings, one by one and in batches; None if the latest have another batch size."""
        run = self.measured.get("slider")
        return run if run and run[1].batch_size == self.batch_size else None


def choose_subject(lab):
    """The Subject for the network and digits chosen in the sidebar, and the batch size chosen here."""
    model, source = lab.model, lab.data.source
    slow = _has_convolutions(model.network)  # a convolution takes a hundred times longer than a Dense layer
    images, labels = _sample(lab.data, 300 if slow else math.inf)
    few_images, few_labels = _sample(lab.data, 20 if slow else 1000)
    sizes = timing.log_spaced_batch_sizes(len(images))
    measured = st.session_state.setdefault("measured", {})  # figures of one network are never shown for another
    return Subject(
        model=model,
        source=source,
        images=images,
        labels=labels,
        few_images=few_images,
        few_labels=few_labels,
        available=len(lab.data.x_test),
        sizes=sizes,
        batch_size=_choose_batch_size(sizes),
        computer=machine.describe_machine(),
        measured=measured.setdefault((source, model.key), {}),
    )


def _has_convolutions(network):
    return any(isinstance(layer, Conv2D) for layer in network.layers)


def _sample(data, count):
    """At most `count` test images with their labels: always the same random ones, since the first are harder."""
    images, labels = data.x_test, data.t_test
    if len(images) <= count:
        return images, labels
    chosen = np.random.default_rng(0).choice(len(images), count, replace=False)
    return images[chosen], labels[chosen]


def _choose_batch_size(sizes):
    chosen = url_state.kept("batch", 100)
    if chosen not in sizes:  # for a set of another size
        url_state.remember("batch", min(sizes, key=lambda size: abs(math.log(size / chosen))))
    with url_state.shared("batch", 100, url_state.one_of(sizes)):
        return st.select_slider(say("Batch size"), sizes, key="batch")
