"""Hidden neurons and feature maps switched off."""

from mnistcore.experiments import neurons
from mnistcore.experiments.changes import flatten_index, hidden_dense, is_dense
from mnistcore.experiments.neurons import LEAST, Needs, silenced

from ..neurons import without_first_maps
from .subjects import accuracy, percent, section

FEWER = 10, 25, 50  # neurons to switch off together
OFF, AT_MEAN = "off", "at its mean"


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
        needs = Needs({i: found[i, OFF] for i in hidden_dense(network)}, {})
        order = neurons.order(needs, LEAST)
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
    known, found = neurons.activations(network, x), {}
    if not is_dense(network):
        found[0, OFF] = without_first_maps(network, x)
        found[1, OFF] = neurons.without_each_map(network, known[flatten_index(network)])
    for i in hidden_dense(network):
        for kind in (OFF, AT_MEAN):
            found[i, kind] = neurons.without_each(network, i, known[i], at_mean=kind == AT_MEAN)
    return {key: (predictions == t).mean(axis=1) for key, predictions in found.items()}


def _worst(right):
    return f"{percent(right.min())} (no. {right.argmin()})"
