"""The comparison: engines take turns on the same images, with the same weights and number of threads."""

import time

import numpy as np

from mnistcore import MnistCoreError, load_mnist
from mnistcore.files import datasets
from mnistcore.speed import timing
from mnistcore.speed.engines import ENGINES

CASES = {  # network: images, batch sizes
    "mlp": (10_000, (1, 10, 100, 250, 1000, 10_000)),
    "cnn": (1_000, (1, 10, 100, 250, 1000)),
}
OURS, TEXTBOOK = "accelerated NumPy", "NumPy"
COMPARED = [name for name in ENGINES if name != "one by one"]  # "one by one" is NumPy at batch size 1
REST = 0.3  # seconds between turns
TOLERANCE = 1e-5  # for differences from the textbook's probabilities


def digits(count):
    """`count` test images, (count, 784) uint8, and the name of their source. A smaller set is repeated."""
    source = "sample" if datasets.find_mnist() is None else "mnist"
    _, (x_test, _) = load_mnist(normalize=False, source=source)
    named = {"mnist": "MNIST's test set", "sample": "the test digits of the built-in sample"}[source]
    return np.resize(x_test, (count, 784)), named + (", repeated" if count > len(x_test) else "")


def ready(network, threads, names=COMPARED):
    """The engines that can run the network, as a dict of functions, and the error messages of the others."""
    engines, missing = {}, []
    for name in names:
        try:
            engines[name] = ENGINES[name](network, threads)
        except MnistCoreError as error:
            missing.append(str(error))
    return engines, missing


def compare(engines, images, batch_sizes, rounds):
    """Time the engines: a dict from batch size to a dict from engine to EngineTiming.

    Raises ArithmeticError if the probabilities of an engine differ from the first engine's by more than TOLERANCE.
    """
    results = {}
    for batch_size in batch_sizes:
        timings = timing.time_engines(engines, images, batch_size, rounds, progress=rest)
        for t in timings:
            if not t.largest_difference <= TOLERANCE:
                raise ArithmeticError(
                    f"Expected probabilities within {TOLERANCE} of {timings[0].name}'s, got a difference of "
                    f"{t.largest_difference:.1e} from {t.name}. Check how mnistcore/speed/engines.py builds it."
                )
        results[batch_size] = {t.name: t for t in timings}
    return results


def rest(*_):
    """Pause between turns: an engine's threads keep their cores busy for a while afterwards, waiting for more work."""
    time.sleep(REST)


def ratio(timings, engine):
    """The median time of the accelerated pass divided by that of another engine."""
    return timings[OURS].median / timings[engine].median
