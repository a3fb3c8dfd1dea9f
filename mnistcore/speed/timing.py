"""Seconds as a function of batch size: how long a network takes for the same images, one by one or many at once.

Only one measurement runs at a time in a process: two would share the processor and ruin each other's figures.
"""

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import numpy as np

from ..errors import BusyError, InputError
from .blas import limit_blas_threads

WARM_UP = 200  # images that are run before anything is timed, or one batch if that is more

_measuring = threading.Lock()


@dataclass(frozen=True, eq=False)
class BatchTiming:
    """How long `images` images took at one batch size, in seconds, once for every repeat; and what was predicted.

    predictions: (N,) uint8.
    """

    batch_size: int
    images: int
    seconds: tuple[float, ...]
    predictions: np.ndarray | None = None

    @property
    def median(self):
        return float(np.median(self.seconds))

    @property
    def fastest(self):
        return min(self.seconds)

    @property
    def slowest(self):
        return max(self.seconds)

    @property
    def microseconds_per_image(self):
        """By the median."""
        return self.median / self.images * 1e6

    @property
    def images_per_second(self):
        """By the median."""
        return self.images / self.median


@dataclass(frozen=True, eq=False)
class EngineTiming(BatchTiming):
    """The same for one of several engines; and how far its probabilities are from those of the first, at most."""

    name: str = ""
    largest_difference: float = 0.0


def time_batch_sizes(network, images, batch_sizes, repeats=5, progress=None, wait=None, threads=None):
    """Time the forward pass over all images at every batch size: a list of BatchTiming, in the order of `batch_sizes`.

    The sizes take turns, round by round, so that a disturbance falls on all of them alike; a warm-up at each size is
    not counted. From the images as they are given to probabilities: turning whole numbers into floats is timed too.

    images: as `Network.predict_proba` takes them. progress(done, total, timings) is called after each run, with what is
    measured so far (done stays 0 and the list empty for a warm-up); an exception that it raises ends the measurement.
    wait: seconds to wait for another measurement to end, None for as long as it takes. threads: how many threads BLAS
    may use meanwhile, None for what it is set to; on a busy computer several threads wait for each other, and that can
    take longer than the work.

    Raises BusyError when the time to wait is over, InputError for a batch size or a number of repeats below 1, or no
    image.
    """
    batch_sizes = list(batch_sizes)
    if repeats < 1 or not batch_sizes or min(batch_sizes) < 1 or len(images) < 1:
        raise InputError(
            "Expected at least one image, and batch sizes and repeats of at least 1, "
            f"got {len(images)} images, batch_sizes={batch_sizes}, repeats={repeats}."
        )
    images = np.asarray(images)
    runs = [partial(network.predict_proba, batch_size=size) for size in batch_sizes]

    def timings(seconds, ys):
        taken = zip(batch_sizes, seconds, ys, strict=True)
        return [BatchTiming(size, len(images), tuple(s), _labels(y)) for size, s, y in taken if s]

    with exclusive(wait, threads):
        return _take_turns(runs, images, batch_sizes, repeats, timings, progress)


def time_engines(engines, images, batch_size, repeats=5, progress=None, wait=None, threads=None):
    """Time several engines on the same images at one batch size: a list of EngineTiming, in the order of `engines`.

    engines: a dict of names to functions(images, batch_size) -> probabilities (N, 10). They take turns, and the first
    is what the others' probabilities are compared with. images, repeats, progress, wait, threads and errors: as for
    `time_batch_sizes`.
    """
    if repeats < 1 or batch_size < 1 or not engines or len(images) < 1:
        raise InputError(
            "Expected at least one engine and one image, and a batch size and repeats of at least 1, "
            f"got {len(engines)} engines, {len(images)} images, batch_size={batch_size}, repeats={repeats}."
        )
    images = np.asarray(images)
    runs = [lambda part, engine=engine: engine(part, batch_size) for engine in engines.values()]

    def timings(seconds, ys):
        taken = zip(engines, seconds, ys, strict=True)
        return [
            EngineTiming(batch_size, len(images), tuple(s), _labels(y), name, float(np.abs(y - ys[0]).max()))
            for name, s, y in taken
            if s
        ]

    with exclusive(wait, threads):
        return _take_turns(runs, images, [batch_size] * len(runs), repeats, timings, progress)


def time_against_one_by_one(network, images, batch_size, rounds=5, wait=None, threads=None):
    """Time all images one by one and in batches, in turns: two BatchTimings, at batch size 1 and at `batch_size`.

    In every round all images go through in batches, then the next of `rounds` parts of them one by one, counted as
    if it were all. So each image goes through once by itself, and a disturbance falls on both sides alike. At batch
    size 1 there is nothing to compare: both are the same timing. wait, threads and errors: as
    for `time_batch_sizes`.
    """
    N = len(images)
    if batch_size < 1 or not 1 <= rounds <= N:
        raise InputError(f"Expected a batch size of at least 1 and 1 to {N} rounds, got {batch_size} and {rounds}.")
    if batch_size == 1:
        (timing,) = time_batch_sizes(network, images, [1], rounds, wait=wait, threads=threads)
        return timing, timing
    one_by_one, batched = [], []
    single, many = (partial(network.predict_proba, batch_size=size) for size in (1, batch_size))
    with exclusive(wait, threads):
        _warm_up(single, images, 1)
        _warm_up(many, images, batch_size)
        for part in np.array_split(images, rounds):
            seconds, y = _timed(many, images)
            batched.append(seconds)
            seconds, _ = _timed(single, part)
            one_by_one.append(seconds * N / len(part))
    return BatchTiming(1, N, tuple(one_by_one)), BatchTiming(batch_size, N, tuple(batched), _labels(y))


def busy():
    """Whether a measurement is running in this process."""
    return _measuring.locked()


@contextmanager
def exclusive(wait=None, threads=None):
    """Hold off every other measurement in this process, with so many BLAS threads; however it ends, the next may begin.

    wait and threads: as for `time_batch_sizes`. Raises BusyError.
    """
    if not _measuring.acquire(timeout=-1 if wait is None else wait):
        raise BusyError("Another measurement is running, and two at once would spoil each other. Try again later.")
    try:
        with limit_blas_threads(threads):
            yield
    finally:
        _measuring.release()


def _take_turns(runs, images, batch_sizes, repeats, timings, progress):
    """Call every function of `runs` with the images, round by round; timings(seconds, probabilities) is the result."""
    seconds, ys = [[] for _ in runs], [None for _ in runs]
    total = repeats * len(runs)
    report = progress or (lambda done, total, timings: None)
    for run, batch_size in zip(runs, batch_sizes, strict=True):
        _warm_up(run, images, batch_size)
        report(0, total, [])
    for done in range(total):
        turn = done % len(runs)
        passed, ys[turn] = _timed(runs[turn], images)
        seconds[turn].append(passed)
        report(done + 1, total, timings(seconds, ys))
    return timings(seconds, ys)


def _warm_up(run, images, batch_size):
    run(images[: max(batch_size, WARM_UP)])


def _timed(run, images):
    """Seconds from the images as they are given to probabilities, and the probabilities."""
    start = time.perf_counter()
    y = run(images)
    return time.perf_counter() - start, y


def _labels(y):
    return y.argmax(axis=1).astype(np.uint8)  # (N, 10) -> (N,), small enough to be kept


def log_spaced_batch_sizes(total):
    """Batch sizes from 1 to `total`, about evenly spaced on a log scale: 1, 2, 5, 10, 20, 50, ..., total."""
    if total < 1:
        raise InputError(f"Expected a set of at least 1 image, got {total}.")
    steps = (step * 10**power for power in range(len(str(total))) for step in (1, 2, 5))
    return [size for size in steps if size * 1.5 <= total and size < total] + [total]
