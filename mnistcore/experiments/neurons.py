"""Hidden neurons and feature maps switched off: (network, amount) -> network.

A neuron j adds z_j W[j] to the next layer's weighted sums. If z_j is always 0, it is as if W[j] were 0; if z_j is
always its mean m_j, it is as if W[j] were 0 and m_j W[j] were added to b.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ..activations import sigmoid
from ..layers import Conv2D
from ..network import Network, batches
from ..speed.passes import Pass
from ..speed.stages import as_stages
from .changes import flatten_index, hidden_dense, hidden_layers, with_layers

LEAST, MOST, RANDOM = "least", "most", "random"
AT_ONCE = 50  # images in a pass through the convolutions
BLOCK = 500  # images whose weighted sums fit into the processor's cache


class Needs(NamedTuple):
    """How much a network needs its neurons for some digits, by the index of their hidden Dense layer.

    alone: the accuracy without each neuron, (neurons,); means: the mean activation of each, (neurons,).
    """

    alone: dict[int, np.ndarray]
    means: dict[int, np.ndarray]


def switch_off(network: Network, n: int, needs: Needs, variant: str = LEAST) -> Network:
    """The network with n hidden neurons at 0: those needed "least", those needed "most", or n at "random"."""
    return silenced(network, order(needs, variant)[:n])


def hold_at_mean(network: Network, n: int, needs: Needs, variant: str = LEAST) -> Network:
    """The network with n hidden neurons at their mean: those needed "least", "most", or n at "random"."""
    return silenced(network, order(needs, variant)[:n], needs.means)


def switch_off_one(network: Network, number: int, variant: str = "1") -> Network:
    """The network with one neuron or feature map at 0. Both are counted from 0. variant: its layer, from 1 as in W1."""
    i = hidden_layers(network)[int(variant) - 1]
    if not isinstance(network.layers[i], Conv2D):
        return silenced(network, [(i, number)])
    behind = hidden_layers(network)[int(variant)]
    W = network.layers[behind].W.copy()
    maps = W if W.ndim == 4 else W.reshape(-1, network.layers[i].b.size, W.shape[1])  # channels come last
    maps[..., number, :] = 0
    return with_layers(network, {behind: replace(network.layers[behind], W=W)})


def hold_one_at_mean(network: Network, number: int, needs: Needs, variant: str = "1") -> Network:
    """The network with one neuron at its mean. number, variant: as for `switch_off_one`, but only Dense layers."""
    return silenced(network, [(hidden_layers(network)[int(variant) - 1], number)], needs.means)


def silenced(
    network: Network, neurons: Iterable[tuple[int, int]], values: dict[int, np.ndarray] | None = None
) -> Network:
    """The network with these neurons, (layer index, number) each, at 0, or at their value in `values`."""
    changed: dict = {}
    for i, j in neurons:
        layer = changed.get(i + 1) or replace(
            network.layers[i + 1], W=network.layers[i + 1].W.copy(), b=network.layers[i + 1].b.copy()
        )
        if values is not None:
            np.add(layer.b, values[i][j] * layer.W[j], out=layer.b, casting="same_kind")
        layer.W[j] = 0
        changed[i + 1] = layer
    return with_layers(network, changed)


def order(needs: Needs, variant: str, seed: int = 0) -> list[tuple[int, int]]:
    """All neurons as (layer index, number): "least" needed first, "most" needed first, or at "random"."""
    neurons = [(i, j) for i, right in needs.alone.items() for j in range(len(right))]
    if variant == RANDOM:
        return [neurons[k] for k in np.random.default_rng(seed).permutation(len(neurons))]
    sign = -1 if variant == LEAST else 1
    return sorted(neurons, key=lambda neuron: sign * needs.alone[neuron[0]][neuron[1]])


def needs_of(network: Network, x: np.ndarray, t: np.ndarray) -> Needs:
    """The Needs of a network for images x, (N, 28, 28), with labels t, (N,)."""
    known = activations(network, x)
    dense = hidden_dense(network)
    alone = {i: (without_each(network, i, known[i]) == t).mean(axis=1) for i in dense}
    return Needs(alone, {i: known[i].mean(axis=0) for i in dense})


def without_each(network: Network, i: int, z: np.ndarray, at_mean: bool = False) -> np.ndarray:
    """The predictions without each neuron of the Dense layer with index i: (neurons, N) uint8.

    z: the layer's activations, (N, neurons). at_mean: whether each neuron has its mean instead of 0.
    """
    values = z.mean(axis=0) if at_mean else np.zeros_like(z[0])
    return without_groups(network, i + 1, z, values, [[j] for j in range(z.shape[1])])


def without_each_map(network: Network, z: np.ndarray) -> np.ndarray:
    """The predictions without each feature map of the last convolution: (maps, N) uint8. z: what Flatten returns."""
    i = flatten_index(network)
    maps = next(layer.b.size for layer in reversed(network.layers[:i]) if hasattr(layer, "W"))
    groups = [slice(k, None, maps) for k in range(maps)]  # channels come last
    return without_groups(network, i + 1, z, np.zeros_like(z[0]), groups)


def without_groups(
    network: Network, i: int, z: np.ndarray, values: np.ndarray, groups: Sequence[slice | list[int]]
) -> np.ndarray:
    """The predictions with each group of the inputs z of layer i set to `values`: (groups, N) uint8.

    The weighted sums are not computed again: what a group added is subtracted. For one neuron that is the product of a
    column and a row (a rank-1 update).
    """
    layer, behind = network.layers[i], Network(network.layers[i + 1 :])
    activation = fast_sigmoid if layer.activation is sigmoid else layer.activation
    found = np.empty((len(groups), len(z)), np.uint8)
    for block in batches(len(z), BLOCK):
        a = layer.pre_activation(z[block])  # (n, outputs)
        for k, group in enumerate(groups):
            without = a - (z[block, group] - values[group]) @ layer.W[group]  # (n, group) @ (group, outputs)
            y = behind.forward(activation(without)) if behind.layers else without
            found[k, block] = y.argmax(axis=1)
    return found


def fast_sigmoid(a: np.ndarray) -> np.ndarray:
    """sigmoid(a) = tanh(a / 2) / 2 + 1/2, of which NumPy computes millions sooner."""
    z = np.tanh(a / 2)
    z /= 2
    z += 0.5
    return z


def activations(network: Network, x: np.ndarray) -> dict[int, np.ndarray]:
    """What goes into the first Dense layer, and what comes out of each hidden one: {layer index: (N, ...)}."""
    first = flatten_index(network) + 1
    z = flattened(network, x)
    found = {first - 1: z}
    for i in range(first, len(network.layers) - 1):
        found[i] = z = network.layers[i].forward(z)
    return found


def flattened(network: Network, x: np.ndarray) -> np.ndarray:
    """The input of the first Dense layer: (N, 784), or for a CNN its pooled feature maps, (N, 9216)."""
    layers = network.layers[: flatten_index(network) + 1]
    if not layers:
        return network.as_input(x)
    dtype = np.result_type(network.dtype, np.float32)
    stages = list(as_stages(layers, dtype))
    z = np.empty((len(x), len(network.layers[len(layers)].W)), dtype)
    for batch in batches(len(x), AT_ONCE):
        Pass(stages, network.input_shape, dtype, batch.stop - batch.start).run(x[batch], z[batch])
    return z
