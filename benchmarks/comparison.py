"""The comparison: engines take turns on the same images, with the same weights and number of threads."""

import time

import numpy as np

from mnistcore import MnistCoreError, load_mnist
from mnistcore.files import datasets
from mnistcore.network import batches
from mnistcore.speed import timing
from mnistcore.speed.engines import ENGINES

CASES = {  # network: images, batch sizes
    "mlp": (10_000, (1, 10, 100, 250, 1000, 10_000)),
    "cnn": (1_000, (1, 10, 100, 250, 1000)),
}
TABLES = WHOLE_SET, ONE_BATCH = "whole set", "one batch a call"  # what an engine gets at once: all images, or a batch
CALLS = 500  # of each engine in a turn, at most, where a call has one batch
OURS, TEXTBOOK = "accelerated NumPy", "NumPy"
COMPARED = [name for name in ENGINES if name != "one by one"]  # "one by one" is NumPy at batch size 1
REST = 0.1  # seconds between turns
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


def compare(engines, images, batch_sizes, rounds, at_once=WHOLE_SET):
    """Time the engines: a dict from batch size to a dict from engine to EngineTiming.

    at_once: WHOLE_SET, or ONE_BATCH for a call of the engine for each batch.
    Raises ArithmeticError if the probabilities of an engine differ from the first engine's by more than TOLERANCE.
    """
    if at_once == ONE_BATCH:
        engines = {name: call_by_call(engine) for name, engine in engines.items()}
    results = {}
    for size in batch_sizes:
        some = images[: CALLS * size] if at_once == ONE_BATCH else images
        timings = timing.time_engines(engines, some, size, rounds, progress=rest)
        for t in timings:
            if not t.largest_difference <= TOLERANCE:
                raise ArithmeticError(
                    f"Expected probabilities within {TOLERANCE} of {timings[0].name}'s, got a difference of "
                    f"{t.largest_difference:.1e} from {t.name}. Check how mnistcore/speed/engines.py builds it."
                )
        results[size] = {t.name: t for t in timings}
    return results


def call_by_call(engine):
    """The engine as it is used by a caller who has one batch at a time."""

    def predict_proba(images, batch_size):
        return np.concatenate([engine(images[batch], batch_size) for batch in batches(len(images), batch_size)])

    return predict_proba


def rest(*_):
    """Pause between turns: an engine's threads keep their cores busy for a while afterwards, waiting for more work."""
    time.sleep(REST)


def ratios(timings, engine):
    """The time of the accelerated pass divided by that of another engine, in each turn."""
    return [ours / theirs for ours, theirs in zip(timings[OURS].seconds, timings[engine].seconds, strict=True)]
