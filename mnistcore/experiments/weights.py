"""Other activation functions and rounded weights: (network, amount) -> network. The given network stays as it is."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ..activations import identity_function, relu, sigmoid, step_function, tanh
from ..network import Network
from .changes import hidden_layers, with_layers

ACTIVATIONS = {"sigmoid": sigmoid, "step": step_function, "tanh": tanh, "relu": relu, "identity": identity_function}
ALL_LAYERS = "all"


def other_activation(network: Network, name: str, variant: str = ALL_LAYERS) -> Network:
    """The network with another activation function, one of ACTIVATIONS, in its hidden layers, and the same weights.

    variant: "all" hidden layers, or the number of one of them, counted from 1 as in W1.
    """
    hidden = hidden_layers(network)
    return with_activation(network, ACTIVATIONS[name], hidden if variant == ALL_LAYERS else [hidden[int(variant) - 1]])


def with_activation(network: Network, activation: Callable, chosen: Sequence[int]) -> Network:
    """The network with another activation in the layers with the indices `chosen`."""
    return with_layers(network, {i: replace(network.layers[i], activation=activation) for i in chosen})


def round_weights(network: Network, bits: int, variant: str = "layer") -> Network:
    """The network with weights of so many bits; 32 leaves them as they are, and 1 leaves their signs alone.

    variant: one scale for each "layer", or for each "column" of W, which holds the weights of one neuron or kernel.
    Biases are not rounded.
    """
    if bits == 32:
        return network
    return with_weights(network, signs if bits == 1 else lambda W: rounded(W, bits), variant == "column")


def rounded(W: np.ndarray, bits: int) -> np.ndarray:
    """W with each column rounded to whole numbers from -(2^(bits-1) - 1) to that, times its largest weight's share.

    W: (inputs, columns). A matrix of one column has one scale.
    """
    most = 2 ** (bits - 1) - 1
    scale = np.abs(W).max(axis=0) / most
    return np.round(W / np.where(scale > 0, scale, 1)) * scale


def signs(W: np.ndarray) -> np.ndarray:
    """The sign of each weight times the mean size of its column. W: (inputs, columns)."""
    return np.sign(W) * np.abs(W).mean(axis=0)


def with_weights(network: Network, change: Callable, by_column: bool) -> Network:
    """The network with all weights changed: by column, or each layer as one long column."""
    changed = {}
    for i, layer in enumerate(network.layers):
        if hasattr(layer, "W"):
            columns = layer.W.reshape(-1, layer.W.shape[-1] if by_column else 1)
            changed[i] = replace(layer, W=change(columns).astype(layer.W.dtype).reshape(layer.W.shape))
    return with_layers(network, changed)


def size_in_bytes(network: Network, bits: int, by_column: bool) -> int:
    """Bytes of the weights with so many bits each, their scales and the biases in float32. 32 bits need no scales."""
    weighted = [layer for layer in network.layers if hasattr(layer, "W")]
    weights, biases = sum(layer.W.size for layer in weighted), sum(layer.b.size for layer in weighted)
    scales = 0 if bits == 32 else biases if by_column else len(weighted)
    return -(-weights * bits // 8) + 4 * biases + 4 * scales
