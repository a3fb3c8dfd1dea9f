"""Weights rounded to a few bits.

Biases stay float32. Every weight becomes a whole number times a scale: one scale for each layer, or for each of its
columns (the weights of one neuron or one feature map).
"""

from dataclasses import replace
from functools import partial

import numpy as np

from .subjects import percent, section, with_layers

BITS = 8, 6, 5, 4, 3, 2
SIZES = {"float32": 32} | {f"{bits} bits": bits for bits in BITS} | {"1 bit": 1}


def rounded(W, bits):
    """W with each column rounded to whole numbers from -(2^(bits-1) - 1) to that, times its largest weight's share.

    W: (inputs, columns). A matrix of one column has one scale.
    """
    most = 2 ** (bits - 1) - 1
    scale = np.abs(W).max(axis=0) / most
    return np.round(W / np.where(scale > 0, scale, 1)) * scale


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


def signs(W):
    """The sign of each weight times the mean size of its column. W: (inputs, columns)."""
    return np.sign(W) * np.abs(W).mean(axis=0)


def with_weights(network, change, by_column):
    """The network with all weights changed: by column, or each layer as one long column."""
    layers = [
        replace(layer, W=_changed(layer.W, change, by_column)) if hasattr(layer, "W") else layer
        for layer in network.layers
    ]
    return with_layers(network, layers)


def _changed(W, change, by_column):
    columns = W.reshape(-1, W.shape[-1] if by_column else 1)
    return change(columns).astype(W.dtype).reshape(W.shape)


def size_in_bytes(network, bits, by_column):
    """Bytes of the weights with so many bits each, their scales and the biases in float32. 32 bits need no scales."""
    weighted = [layer for layer in network.layers if hasattr(layer, "W")]
    weights, biases = sum(layer.W.size for layer in weighted), sum(layer.b.size for layer in weighted)
    scales = 0 if bits == 32 else biases if by_column else len(weighted)
    return -(-weights * bits // 8) + 4 * biases + 4 * scales


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
