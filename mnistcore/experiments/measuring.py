"""An experiment run on many digits, as fast as it can be.

What is affine in the image, such as a rotation, needs no new images for a network that begins with a Dense layer:
(x R + c) W + b = x (R W) + (c W + b).
"""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np

from ..files.named import named_digits, named_network
from ..files.weights import SHIPPED
from ..layers import Dense
from ..network import Network
from ..speed.parts import accelerated
from .calibration import calibration_error
from .changes import with_layers
from .images import SIDE
from .neurons import Needs
from .table import EXPERIMENTS, IMAGE, Experiment

FAINT = 1e-12  # weights of a pixel that are smaller count as 0: products of denormal numbers would be slow
BATCH = 1000
MEASURED = SHIPPED / "neurons.json"  # what takes too long to measure while somebody waits


class Answers(NamedTuple):
    """What a network says about N images: its predictions, (N,) uint8, and their probabilities, (N,) float32."""

    predictions: np.ndarray
    confidence: np.ndarray


class Effect(NamedTuple):
    """What an experiment does to a network's answers for digits with labels.

    mended, lost: the indices of the digits that become right, and of those that become wrong; other: of those that stay
    wrong with another prediction. before, after: accuracies; calibration_before, calibration_after: calibration errors.
    """

    before: float
    after: float
    mended: np.ndarray
    lost: np.ndarray
    other: np.ndarray
    calibration_before: float
    calibration_after: float


def run(
    network: Network,
    images: np.ndarray,
    experiment: Experiment,
    amount: Any,
    variant: str | None = None,
    needs: Needs | None = None,
    first: int = 0,
) -> Answers:
    """The Answers for changed images, or of the changed network.

    images: (N, 784) or (N, 28, 28), uint8 or floats 0..1; needs: for experiments `by_needs`; first: how many images
    came before these.
    """
    if experiment.kind != IMAGE:
        return answers(changed_network(network, experiment, amount, variant, needs), images)
    if experiment.affine and isinstance(network.layers[0], Dense):
        return answers(folded(network, lambda x: experiment.change(x, amount)), images)
    return answers(network, changed_images(images, experiment, amount, first))


def answers(network: Network, images: np.ndarray) -> Answers:
    """The Answers of a network for images, (N, 784) or (N, 28, 28), uint8 or floats."""
    y = network.predict_proba(images, BATCH)
    return Answers(y.argmax(axis=1).astype(np.uint8), y.max(axis=1))


def changed_network(
    network: Network, experiment: Experiment, amount: Any, variant: str | None = None, needs: Needs | None = None
) -> Network:
    """The network as an experiment of the kind "network" changes it."""
    given = ({"variant": variant} if variant else {}) | ({"needs": needs} if experiment.by_needs else {})
    return experiment.change(network, amount, **given)


def changed_images(images: np.ndarray, experiment: Experiment, amount: Any, first: int = 0) -> np.ndarray:
    """The images as an experiment of the kind "image" changes them: (N, 28, 28) float32. first: as for `run`."""
    x = images.reshape(-1, SIDE, SIDE)
    x = x.astype(np.float32, copy=False) if x.dtype.kind == "f" else x / np.float32(255)
    return experiment.change(x, amount, **({"first": first} if experiment.in_turn else {}))


def folded(network: Network, change: Callable) -> Network:
    """The network that answers for x what the given one answers for change(x), which is affine.

    R has, for each pixel, what becomes of an image in which it alone is white; c is what becomes of a black image.
    """
    first = network.layers[0]
    black = np.zeros((1, SIDE, SIDE), np.float32)
    white = np.eye(SIDE * SIDE, dtype=np.float32).reshape(-1, SIDE, SIDE)
    c = change(black).reshape(1, -1)  # (1, 784)
    R = change(white).reshape(SIDE * SIDE, -1) - c  # (784, 784)
    R[np.abs(R) < FAINT] = 0
    W = R @ first.W  # (784, 784) @ (784, outputs)
    return with_layers(network, {0: replace(first, W=W, b=first.b + (c @ first.W)[0])})


def effect(before: Answers, after: Answers, t: np.ndarray) -> Effect:
    """Compare the Answers before and after for digits with labels t, (N,)."""
    was, now = before.predictions == t, after.predictions == t
    other = ~was & ~now & (before.predictions != after.predictions)
    return Effect(
        float(was.mean()),
        float(now.mean()),
        np.flatnonzero(~was & now),
        np.flatnonzero(was & ~now),
        np.flatnonzero(other),
        calibration_error(before.confidence, was),
        calibration_error(after.confidence, now),
    )


def measure(
    network: str, source: str, split: str, experiment: str, amount: Any, variant: str | None, start: int, stop: int
) -> Answers:
    """`run` for some digits of a data set, all by name, so that it can be a part of a long job. One thread runs it.

    network, source, split and errors: as for `named_network` and `named_digits`; experiment: the name of one, or "" for
    none; start, stop: a range of places in `fair_order`.
    """
    images, loaded = digits_in_order(source, split)[start:stop], accelerated(named_network(network))
    if not experiment:
        return answers(loaded, images)
    return run(loaded, images, EXPERIMENTS[experiment], amount, variant, needs_measured(network), first=start)


def needs_measured(network: str) -> Needs | None:
    """The Needs of a built-in CNN for MNIST's test digits, from the file, or None if it is not in it."""
    known = figures_measured()["networks"].get(network)
    if known is None:
        return None
    return Needs(*({int(i): np.array(v) for i, v in known[key].items()} for key in ("alone", "means")))


def accuracies_measured(network: str, i: int, at_mean: bool = False) -> list[float] | None:
    """The accuracies without each neuron or map of layer i of a built-in CNN, from the file, or None without."""
    known = figures_measured()["networks"].get(network, {})
    return (known.get("at mean", {}) if at_mean else known.get("alone", {}) | known.get("maps", {})).get(str(i))


@cache
def figures_measured() -> dict:
    """What is in the file: the "command" that made it, what it was "measured on", and figures of "networks"."""
    return json.loads(MEASURED.read_text(encoding="utf-8"))


def fair_order(N: int, seed: int = 0) -> np.ndarray:
    """The indices of N digits in a random order, so that the first few are a fair sample.

    MNIST's first 5,000 test digits are not: other people wrote them, and they are harder to read.
    """
    return np.random.default_rng(seed).permutation(N)


@lru_cache(maxsize=2)
def digits_in_order(source: str, split: str) -> np.ndarray:
    """The images of a split in `fair_order`, (N, 784) uint8, read-only."""
    images, _ = named_digits(source, split)
    images = images[fair_order(len(images))]
    images.flags.writeable = False
    return images
