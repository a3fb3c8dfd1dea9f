"""Hidden neurons and feature maps switched off.

A neuron adds z_j W[j] to the next layer's weighted sums. So these need not be computed again without it: what it added
is subtracted, a product of a column and a row (a rank-1 update).
"""

from dataclasses import replace

import numpy as np

from mnistcore import Flatten, Network
from mnistcore.network import batches
from mnistcore.speed.passes import Pass
from mnistcore.speed.stages import as_stages

from .subjects import accuracy, hidden_layers, is_dense, percent, section, with_layers

FEWER = 10, 25, 50  # neurons to switch off together
OFF, AT_MEAN = "off", "at its mean"
AT_ONCE = 50  # images in a pass through the convolutions


def without_each(network, i, z, t, at_mean=False):
    """Accuracy without each neuron of the Dense layer with index i: (neurons,).

    z: the layer's activations, (N, neurons). at_mean: whether the neuron has its mean, instead of 0.
    """
    values = z.mean(axis=0) if at_mean else np.zeros_like(z[0])
    groups = [[j] for j in range(z.shape[1])]
    return _without_groups(network, i + 1, z, values, groups, t)


def without_each_map(network, z, t):
    """Accuracy without each feature map of the last convolution, set to 0: (maps,). z: what Flatten returns."""
    i = _flatten(network)
    maps = network.layers[hidden_layers(network)[1]].b.size
    groups = [slice(k, None, maps) for k in range(maps)]  # channels come last
    return _without_groups(network, i + 1, z, np.zeros_like(z[0]), groups, t)


def _without_groups(network, i, z, values, groups, t):
    """Accuracy with each group of the inputs z of layer i set to `values`: (groups,)."""
    layer, behind = network.layers[i], Network(network.layers[i + 1 :])
    a = layer.pre_activation(z)  # (N, outputs)
    found = []
    for group in groups:
        without = a - (z[:, group] - values[group]) @ layer.W[group]  # (N, group) @ (group, outputs)
        found.append((behind.forward(layer.activation(without)).argmax(axis=1) == t).mean())
    return np.array(found)


def without_first_maps(network, x, t):
    """Accuracy without each feature map of the first of two convolutions, set to 0: (maps,)."""
    first, second = network.layers[:2]
    found = []
    for k in range(first.b.size):
        W = second.W.copy()
        W[:, :, k] = 0  # nothing arrives from map k
        found.append(accuracy(with_layers(network, [first, replace(second, W=W), *network.layers[2:]]), x, t))
    return np.array(found)


def silenced(network, neurons):
    """The network without these neurons, a list of (layer index, number): their weights to the next layer are 0."""
    layers = list(network.layers)
    for i, j in neurons:
        W = layers[i + 1].W.copy()
        W[j] = 0
        layers[i + 1] = replace(layers[i + 1], W=W)
    return with_layers(network, layers)


def activations(network, x):
    """What goes into the first Dense layer, and what comes out of each hidden one: {layer index: (N, ...)}."""
    first = _flatten(network) + 1
    z = flattened(network, x)
    found = {first - 1: z}
    for i in range(first, len(network.layers) - 1):
        found[i] = z = network.layers[i].forward(z)
    return found


def flattened(network, x):
    """The input of the first Dense layer: (N, 784), or for a CNN its pooled feature maps, (N, 9216)."""
    layers = network.layers[: _flatten(network) + 1]
    if not layers:
        return x.reshape(len(x), -1)
    stages, z = list(as_stages(layers, network.compute_dtype)), None
    for batch in batches(len(x), AT_ONCE):
        each = Pass(stages, network.input_shape, network.compute_dtype, batch.stop - batch.start)
        z = np.empty((len(x), each.rows.shape[1]), network.compute_dtype) if z is None else z
        each.run(x[batch], z[batch])
    return z


def _flatten(network):
    """The index of Flatten, or -1 without one."""
    return next((i for i, layer in enumerate(network.layers) if type(layer) is Flatten), -1)


def sections(networks, digits):
    """One neuron at a time, and then many."""
    rows, together = [], []
    for name, network in networks.items():
        all_right, found = accuracy(network, digits.x, digits.t), each_alone(network, digits.x, digits.t)
        for (i, kind), right in found.items():
            missed = sum(right < all_right)
            at_mean = _worst(found[i, AT_MEAN]) if (i, AT_MEAN) in found else ""
            if kind == OFF:
                layer = f"{name}, {type(network.layers[i]).__name__} {i + 1}"
                rows.append([layer, str(len(right)), str(len(right) - missed), _worst(right), at_mean])
        order = least_needed({i: right for (i, kind), right in found.items() if (i, AT_MEAN) in found and kind == OFF})
        fewer = [accuracy(silenced(network, order[:n]), digits.x, digits.t) for n in FEWER]
        together.append([name, percent(all_right), *map(percent, fewer)])
    yield section(
        "Neurons switched off",
        "Accuracy in % where one neuron or one feature map is 0 for all images. The worst is the one whose loss costs "
        "most; neurons are counted from 0. A sigmoid neuron is rarely 0 otherwise, so the last column has it at its "
        "mean over all images instead.",
        (["", "neurons or maps", "of those, not missed", "without the worst", "worst at its mean"], rows),
    )
    yield section(
        "Many neurons switched off",
        "Accuracy in % without the dense hidden neurons that are missed least when each is 0 alone. The losses do not "
        "add up.",
        (["", "with all", *(f"without {n}" for n in FEWER)], together),
    )


def each_alone(network, x, t):
    """Accuracy without each neuron or map: {(layer index, OFF or, for dense layers, AT_MEAN): (neurons,)}."""
    known, found = activations(network, x), {}
    if not is_dense(network):
        found[0, OFF] = without_first_maps(network, x, t)
        found[1, OFF] = without_each_map(network, known[_flatten(network)], t)
    for i in range(_flatten(network) + 1, len(network.layers) - 1):
        for kind in (OFF, AT_MEAN):
            found[i, kind] = without_each(network, i, known[i], t, at_mean=kind == AT_MEAN)
    return found


def least_needed(alone):
    """All neurons as (layer index, number), least missed first. alone: {layer index: accuracy without each}."""
    neurons = [(i, j) for i, right in alone.items() for j in range(len(right))]
    return sorted(neurons, key=lambda neuron: -alone[neuron[0]][neuron[1]])


def _worst(right):
    return f"{percent(right.min())} (no. {right.argmin()})"
