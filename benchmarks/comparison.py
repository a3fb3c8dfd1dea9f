"""The comparison: engines that take turns on the same images, with the same weights and as many threads."""

import time

import numpy as np

from mnistcore import MnistCoreError, load_mnist
from mnistcore.files import datasets
from mnistcore.speed import timing
from mnistcore.speed.engines import ENGINES

CASES = {"mlp": (10_000, (1, 10, 100, 250, 1000, 10_000)), "cnn": (1_000, (1, 10, 100, 250, 1000))}  # images, sizes
OURS, TEXTBOOK = "accelerated NumPy", "NumPy"
COMPARED = [name for name in ENGINES if name != "one by one"]  # as NumPy at batch size 1
REST = 0.3  # seconds between two turns
AGREE = 1e-5  # how far probabilities may be from the textbook's


def digits(count):
    """So many test images, uint8 (count, 784), and where they are from; a set that has fewer is repeated."""
    source = "sample" if datasets.find_mnist() is None else "mnist"
    _, (x_test, _) = load_mnist(normalize=False, source=source)
    named = {"mnist": "MNIST's test set", "sample": "the test digits of the built-in sample"}[source]
    return np.resize(x_test, (count, 784)), named + (", repeated" if count > len(x_test) else "")


def ready(network, threads, names=COMPARED):
    """The engines that can run the network, a dict of functions; and the sentences of those that cannot."""
    engines, missing = {}, []
    for name in names:
        try:
            engines[name] = ENGINES[name](network, threads)
        except MnistCoreError as error:
            missing.append(str(error))
    return engines, missing


def compare(engines, images, batch_sizes, rounds):
    """For each batch size a dict of engines to EngineTimings. The first engine is what the others must agree with.

    Raises ArithmeticError where one does not.
    """
    results = {}
    for batch_size in batch_sizes:
        timings = timing.time_engines(engines, images, batch_size, rounds, progress=rest)
        for t in timings:
            if not t.largest_difference <= AGREE:
                raise ArithmeticError(f"{t.name} gives other probabilities: by up to {t.largest_difference:.1e}.")
        results[batch_size] = {t.name: t for t in timings}
    return results


def rest(*_):
    """Wait for the engine that had its turn: its threads keep their cores busy for a while, in case more work comes."""
    time.sleep(REST)


def ratio(timings, engine):
    """The arranged pass's time to that of another engine, by the medians."""
    return timings[OURS].median / timings[engine].median
