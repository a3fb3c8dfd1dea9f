"""How long the experiments take: python -m benchmarks.experiments [NETWORK ...]

For each experiment the median of several runs, on all test digits for dense networks and on 2,000 for others, which is
what a visitor of the page waits for. Uses MNIST where it is found, else the built-in sample.
"""

import statistics
import sys
import time

from mnistcore import accelerate, find_mnist, load_mnist, load_network
from mnistcore.experiments import changes, measuring, neurons
from mnistcore.experiments.table import EXPERIMENTS, IMAGE, NETWORK

from .tables import markdown

FEW, ROUNDS = 2000, 5


def main(names):
    _, (x, t) = load_mnist(normalize=False, source="mnist" if find_mnist() else "sample")
    networks = {name: accelerate(load_network(name)) for name in names}
    counts = {name: len(x) if changes.is_dense(n) else FEW for name, n in networks.items()}
    needs = {name: needs_of(name, n, x, t) for name, n in networks.items()}
    heads = ["milliseconds", *(f"{name}, {counts[name]:,} digits" for name in names)]
    rows = [
        [e.name, *(f"{median(n, x[: counts[name]], e, needs[name]):.0f}" for name, n in networks.items())]
        for e in EXPERIMENTS.values()
        if e.kind in (IMAGE, NETWORK)
    ]
    rows.append(["every neuron", *(every_neuron(n, x) for n in networks.values())])
    print(markdown(heads, rows))


def needs_of(name, network, x, t):
    return measuring.needs_measured(name) or neurons.needs_of(network, x[:FEW], t[:FEW])


def median(network, x, experiment, needs):
    """Milliseconds for the default amount of an experiment."""
    variants = experiment.variants_for(network)
    variant = variants[0] if variants else None
    return timed(lambda: measuring.run(network, x, experiment, experiment.default, variant, needs))


def every_neuron(network, x):
    """Milliseconds for the curve of all hidden neurons; for CNNs it comes from a file."""
    if not changes.is_dense(network):
        return ""
    known = neurons.activations(network, x)
    return f"{timed(lambda: [neurons.without_each(network, i, known[i]) for i in changes.hidden_dense(network)]):.0f}"


def timed(run):
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return 1000 * statistics.median(seconds)


if __name__ == "__main__":
    main(sys.argv[1:] or ["mlp", "mlp-plain", "cnn"])
