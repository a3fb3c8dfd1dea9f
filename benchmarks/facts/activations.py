"""Another activation function in the hidden layers, with the same weights."""

from dataclasses import replace

import numpy as np

from mnistcore import identity_function, relu, sigmoid, step_function

from .subjects import accuracy, hidden_layers, is_dense, percent, section, with_layers

ACTIVATIONS = {
    "sigmoid": sigmoid,
    "step": step_function,
    "tanh": np.tanh,
    "relu": relu,
    "identity": identity_function,
}


def sections(networks, digits):
    rows = []
    for name, network in networks.items():
        hidden = hidden_layers(network)
        rows.append([f"{name}, all", *_accuracies(network, digits, hidden)])
        if is_dense(network):
            rows += [[f"{name}, layer {n} only", *_accuracies(network, digits, [i])] for n, i in enumerate(hidden, 1)]
    yield section(
        "Another activation function, same weights",
        "Accuracy in %. The weights were trained with sigmoid (`book`, `mlp`, `mlp-plain`) or relu (`cnn`, "
        "`cnn-plain`), so a lower figure does not mean that the other function is worse: a network trained with it has "
        "other weights.",
        (["", *ACTIVATIONS], rows),
    )


def _accuracies(network, digits, chosen):
    changed = [with_activation(network, activation, chosen) for activation in ACTIVATIONS.values()]
    return [percent(accuracy(other, digits.x, digits.t)) for other in changed]


def with_activation(network, activation, chosen):
    """The network with another activation in the layers with the indices `chosen`."""
    layers = list(network.layers)
    for i in chosen:
        layers[i] = replace(layers[i], activation=activation)
    return with_layers(network, layers)
