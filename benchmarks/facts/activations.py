"""Another activation function in the hidden layers, with the same weights."""

from mnistcore.experiments.changes import hidden_layers, is_dense
from mnistcore.experiments.weights import ACTIVATIONS, with_activation

from .subjects import accuracy, percent, section


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
