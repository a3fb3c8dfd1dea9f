"""What the experiments measure: on all test digits, or with convolutions on a fair sample of them.

Dense networks answer for all digits at once. A CNN takes half a second for FEW; what takes longer is a job.
"""

from typing import NamedTuple

import numpy as np
import streamlit as st

from mnistcore import accelerate
from mnistcore.experiments import changes, measuring, neurons, strokes
from mnistcore.experiments.measuring import Answers
from mnistcore.network import batches
from ui import jobs, models
from ui.figures import numbers
from ui.words import later

FEW, PART, DRAWN = 2000, 500, 200  # images: of a CNN, of one of its parts, and drawings made by code
SMALL_PART = 50  # images that take many passes each
SPLIT = "test"


class Subject(NamedTuple):
    """The digits that an experiment is made on: their indices in the test set, images (N, 784) uint8, labels (N,).

    They are in `fair_order`, so that the first of them are a fair sample.
    """

    indices: np.ndarray
    images: np.ndarray
    labels: np.ndarray


def subject(lab, everything=False, *others):
    """All test digits, or FEW of them if the network or one of `others` is a CNN, unless `everything` is asked for."""
    everything = everything or all(map(changes.is_dense, (lab.model.network, *others)))
    return _subject(lab.data.source, None if everything else FEW, lab.data)


@st.cache_resource(show_spinner=False, max_entries=4)
def _subject(source, count, _data):
    images, labels = _data.split(SPLIT)
    indices = measuring.fair_order(len(labels))[:count]
    return Subject(indices, images[indices], labels[indices])


def measured(lab, digits, choice=None):
    """The Answers for the digits of a Subject: of the network as it is, or with the Choice of an experiment.

    Each part is kept, so that nothing is done twice if the visitor asks for something else meanwhile.
    """
    name, amount, variant = (choice.experiment.name, choice.amount, choice.variant) if choice else ("", None, None)
    dense, count = changes.is_dense(lab.model.network), len(digits.labels)
    slow = not dense and choice is not None and choice.experiment.many_passes
    ranges = batches(count, count if dense else SMALL_PART if slow else PART)
    if dense or (count <= FEW and not slow):
        parts = []
        for part in ranges:
            jobs.stop_if_nobody_waits()
            key = lab.data.source, lab.model.key, count, name, amount, variant
            parts.append(_part(*key, part.start, part.stop, lab, digits, choice))
    else:
        what = lab.model.key, lab.data.source, SPLIT, name, amount, variant
        calls = [(*what, part.start, part.stop) for part in ranges]
        label = later("Running the network on {n} digits …", n=numbers.count(count))
        parts = jobs.run(measuring.measure, calls, label, {lab.model.key: lab.model.network})
    return parts[0] if len(parts) == 1 else Answers(*map(np.concatenate, zip(*parts, strict=True)))


@st.cache_resource(show_spinner=False, max_entries=600)
def _part(source, model_key, count, name, amount, variant, start, stop, _lab, _digits, _choice):
    network, images = _accelerated(model_key, _lab.model.network), _digits.images[start:stop]
    if _choice is None:
        return measuring.answers(network, images)
    needs = needs_of(_lab) if _choice.experiment.by_needs else None
    return measuring.run(network, images, _choice.experiment, amount, variant, needs, first=start)


def twin(lab, name):
    """The accuracy of a built-in network on all test digits."""
    other = lab._replace(model=models.built_in(name))
    digits = subject(other)
    return float((measured(other, digits).predictions == digits.labels).mean())


def needs_of(lab):
    """The Needs of the network: from the file for the built-in CNNs, otherwise measured on the digits, once."""
    return measuring.needs_measured(lab.model.key) or _needs(lab.data.source, lab.model.key, lab)


@st.cache_resource(show_spinner=False, max_entries=16)
def _needs(source, model_key, _lab):
    digits = subject(_lab)
    return neurons.needs_of(_accelerated(model_key, _lab.model.network), digits.images, digits.labels)


def curve(lab, digits, choice):
    """Yield (amount, value) for each amount that the experiment offers: accuracy, or what it plots instead."""
    if known := every_neuron(lab, choice):
        yield from enumerate(known)
        return
    for amount in choice.experiment.offered(lab.model.network, choice.variant):
        answers = measured(lab, digits, choice._replace(amount=amount))
        yield amount, plotted(choice.experiment, answers, digits.labels)


def plotted(experiment, answers, labels):
    """What the curve shows: the accuracy or the calibration error."""
    right = answers.predictions == labels
    if experiment.curve == "accuracy":
        return float(right.mean())
    return measuring.calibration_error(answers.confidence, right)


def every_neuron(lab, choice):
    """The accuracies without each neuron of a layer, all at once; for a built-in CNN from the file. Else None."""
    if choice.experiment.name not in ("neuron", "neuron-mean"):
        return None
    i = changes.hidden_layers(lab.model.network)[int(choice.variant) - 1]
    at_mean = choice.experiment.name == "neuron-mean"
    if changes.is_dense(lab.model.network):
        return _every_neuron(lab.data.source, lab.model.key, i, at_mean, lab)
    return measuring.accuracies_measured(lab.model.key, i, at_mean)


def unchanged_in_file(lab, choice):
    """The accuracy with all neurons, if the curve of `every_neuron` comes from the file; else None."""
    if choice.experiment.name not in ("neuron", "neuron-mean"):
        return None
    return measuring.figures_measured()["networks"].get(lab.model.key, {}).get("accuracy")


@st.cache_resource(show_spinner=False, max_entries=16)
def _every_neuron(source, model_key, i, at_mean, _lab):
    digits = subject(_lab)
    z = neurons.activations(_lab.model.network, digits.images)[i]
    predictions = neurons.without_each(_lab.model.network, i, z, at_mean)
    return (predictions == digits.labels).mean(axis=1).tolist()


@st.cache_resource(show_spinner=False, max_entries=1)
def drawings():
    """Digits drawn by code: ink (N, 280, 280) uint8 and labels (N,)."""
    inks, labels = strokes.digits(DRAWN)
    inks.flags.writeable = labels.flags.writeable = False
    return inks, labels


@st.cache_resource(show_spinner=False, max_entries=16)
def _accelerated(model_key, _network):
    return accelerate(_network)
