"""Weights rounded to a few bits.

Biases stay float32. Every weight becomes a whole number times a scale: one scale for each layer, or for each of its
columns (the weights of one neuron or one feature map).
"""

from functools import partial

import numpy as np

from mnistcore.experiments.weights import rounded, signs, size_in_bytes, with_weights

from .subjects import percent, section

BITS = 8, 6, 5, 4, 3, 2
SIZES = {"float32": 32} | {f"{bits} bits": bits for bits in BITS} | {"1 bit": 1}


def ternary(W):
    """The nearest s Q to each column with Q of -1, 0 and 1 only, by least squares. W: (inputs, columns).

    If the k largest weights become ±s, the best s is their mean size m, and the squared error falls by k m².
    """
    sizes = np.sort(np.abs(W), axis=0)[::-1].astype(np.float64)  # largest first
    k = np.arange(1, len(W) + 1)[:, None]
    means = sizes.cumsum(axis=0) / k
    best = (k * means**2).argmax(axis=0)  # (columns,)
    column = np.arange(W.shape[1])
    return np.where(np.abs(W) >= sizes[best, column], np.sign(W) * means[best, column], 0).astype(W.dtype)


WAYS = {f"{bits} bits": partial(rounded, bits=bits) for bits in BITS} | {
    "2 bits, least squares": ternary,
    "1 bit, sign and mean size": signs,
}


def sections(networks, digits):
    before = {name: network.predict(digits.x) for name, network in networks.items()}
    halved = [
        f"`{name}` {np.count_nonzero(network.astype(np.float16).predict(digits.x) != before[name])}"
        for name, network in networks.items()
    ]
    rows = [
        [f"{way}, one scale a {scales}", *_accuracies(networks, digits, before, change, scales == "column")]
        for way, change in WAYS.items()
        for scales in ("layer", "column")
    ]
    yield section(
        "Rounded weights",
        "Accuracy in %, and in brackets how many predictions change. The largest weight of a layer or column gets the "
        "largest number; with least squares, the scale is the one with the smallest squared error. Biases are not "
        f"rounded. Predictions that change with weights in float16: {', '.join(halved)}.",
        (["", *networks], rows),
    )
    yield section(
        "Bytes of rounded weights",
        "With one scale a layer / a column; scales and biases in float32.",
        (["", *networks], [[name, *(_sizes(n, bits) for n in networks.values())] for name, bits in SIZES.items()]),
    )


def _accuracies(networks, digits, before, change, by_column):
    for name, network in networks.items():
        now = with_weights(network, change, by_column).predict(digits.x)
        yield f"{percent((now == digits.t).mean())} ({np.count_nonzero(now != before[name]):,})"


def _sizes(network, bits):
    return " / ".join(f"{size_in_bytes(network, bits, by_column):,}" for by_column in (False, True))
