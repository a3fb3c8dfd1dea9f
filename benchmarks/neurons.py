"""Measure how much the built-in CNNs need each feature map and neuron: python -m benchmarks.neurons

This takes some minutes, so the page shows the figures in mnistcore/data/neurons.json, which this command writes. It
needs all of MNIST.
"""

import json
import sys

import numpy as np

from mnistcore import accelerate, load_mnist, load_network
from mnistcore.experiments import changes, neurons
from mnistcore.experiments.measuring import MEASURED

NETWORKS = "cnn", "cnn-plain", "cnn-article"
COMMAND = "python -m benchmarks.neurons"
PLACES = 4  # of the accuracies, which are multiples of 1 / 10,000
FIGURES = 5  # significant ones of the means


def main():
    _, (x, t) = load_mnist(normalize=False)
    found = {}
    for name in NETWORKS:
        found[name] = measured(accelerate(load_network(name)), x, t)
        print(f"{name}: done", file=sys.stderr, flush=True)
    about = {"command": COMMAND, "measured on": f"MNIST's {len(t):,} test images"}
    text = json.dumps(about | {"networks": found}, separators=(",", ":"))
    MEASURED.write_text(text.replace('{"accuracy"', '\n{"accuracy"') + "\n", encoding="utf-8")


def measured(network, x, t):
    """Accuracy, and without each neuron or map, by layer index, or with it at its mean; the neurons' mean values."""
    known = neurons.activations(network, x)
    hidden, dense = changes.hidden_layers(network), changes.hidden_dense(network)
    first, second = (i for i in hidden if i not in dense)
    maps = {first: without_first_maps(network, x), second: neurons.without_each_map(network, known[dense[0] - 1])}
    alone = {i: neurons.without_each(network, i, known[i]) for i in dense}
    at_mean = {i: neurons.without_each(network, i, known[i], at_mean=True) for i in dense}
    return {
        "accuracy": round(float((network.predict(x) == t).mean()), PLACES),
        "alone": accuracies(alone, t),
        "at mean": accuracies(at_mean, t),
        "maps": accuracies(maps, t),
        "means": {i: [float(f"{m:.{FIGURES}g}") for m in known[i].mean(axis=0)] for i in dense},
    }


def without_first_maps(network, x):
    """The predictions without each map of the first convolution: (maps, N) uint8."""
    maps = network.layers[0].b.size
    return np.array([neurons.switch_off_one(network, k, "1").predict(x).astype(np.uint8) for k in range(maps)])


def accuracies(predictions, t):
    return {i: [round(float(share), PLACES) for share in (found == t).mean(axis=1)] for i, found in predictions.items()}


if __name__ == "__main__":
    main()
