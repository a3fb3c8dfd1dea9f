"""Inference time against batch size: how long a network takes for the same images, one by one or many at once.

Only one measurement runs at a time in a process: two would share the processor and distort each other's results.
"""

import math
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import numpy as np

from ..errors import BusyError, InputError
from ..network import Network
from .blas import limit_blas_threads

WARM_UP = 200  # images that are run before timing starts, or one batch if that is more
WARM_UP_SECONDS = 0.5  # and again, for at least so long, after a PAUSE: an idle processor is slow at first
PAUSE = 60  # seconds without a measurement

_measuring = threading.Lock()
_measured_at = -math.inf  # when the last measurement ended


@dataclass(frozen=True, eq=False)
class BatchTiming:
    """How long `images` images took at one batch size, in seconds, once per repeat; and the predictions, (N,) uint8."""

    batch_size: int
    images: int
    seconds: tuple[float, ...]
    predictions: np.ndarray | None = None

    @property
    def median(self) -> float:
        return float(np.median(self.seconds))

    @property
    def fastest(self) -> float:
        return min(self.seconds)

    @property
    def slowest(self) -> float:
        return max(self.seconds)

    @property
    def microseconds_per_image(self) -> float:
        """Of the median run."""
        return self.median / self.images * 1e6

    @property
    def images_per_second(self) -> float:
        """Of the median run."""
        return self.images / self.median

    def accuracy(self, labels: np.ndarray) -> float:
        """The share of predictions that equal the labels, (N,): 0..1."""
        return float(np.mean(self.predictions == labels))


@dataclass(frozen=True, eq=False)
class EngineTiming(BatchTiming):
    """A BatchTiming of one engine, with its largest absolute difference from the first engine's probabilities."""

    name: str = ""
    largest_difference: float = 0.0


def time_batch_sizes(
    network: Network,
    images: np.ndarray,
    batch_sizes: Iterable[int],
    repeats: int = 5,
    progress: Callable | None = None,
    wait: float | None = None,
    threads: int | None = None,
) -> list[BatchTiming]:
    """Time the forward pass over all images at each batch size: a list of BatchTiming, in the order of `batch_sizes`.

    The sizes take turns, round by round, so that a disturbance affects all of them alike; the warm-up at each size is
    not counted. The time runs from the images as given to probabilities: converting integers to floats is included.

    images: as for `Network.predict_proba`. progress(done, total, timings) is called after each run with the timings so
    far (during warm-up, done is 0 and the list empty); an exception raised in it ends the measurement.
    wait: seconds to wait for another measurement to end, None for as long as it takes. threads: the number of BLAS
    threads meanwhile, None for the current setting; on a busy computer several threads wait for each other, which can
    take longer than the work.

    Raises BusyError when the waiting time is over, InputError for a batch size or a number of repeats below 1, or if
    there are no images.
    """
    batch_sizes = list(batch_sizes)
    if repeats < 1 or not batch_sizes or min(batch_sizes) < 1 or len(images) < 1:
        raise InputError(
            "Expected at least one image, and batch sizes and repeats of at least 1, "
            "found {images} images, batch_sizes={batch_sizes}, repeats={repeats}.",
            images=len(images),
            batch_sizes=batch_sizes,
            repeats=repeats,
        )
    runs = [partial(network.predict_proba, batch_size=size) for size in batch_sizes]

    def timings(seconds, ys):
        taken = zip(batch_sizes, seconds, ys, strict=True)
        return [BatchTiming(size, len(images), tuple(s), _labels(y)) for size, s, y in taken if s]

    with exclusive(wait, threads):
        return _take_turns(runs, images, batch_sizes, repeats, timings, progress)


def time_engines(
    engines: dict[str, Callable],
    images: np.ndarray,
    batch_size: int,
    repeats: int = 5,
    progress: Callable | None = None,
    wait: float | None = None,
    threads: int | None = None,
) -> list[EngineTiming]:
    """Time several engines on the same images at one batch size: a list of EngineTiming, in the order of `engines`.

    engines: functions(images, batch_size) -> probabilities (N, 10), by name. They take turns, and the probabilities of
    each are compared with the first engine's. images, repeats, progress, wait, threads and errors: as for
    `time_batch_sizes`.
    """
    if repeats < 1 or batch_size < 1 or not engines or len(images) < 1:
        raise InputError(
            "Expected at least one engine and one image, and a batch size and repeats of at least 1, "
            "found {engines} engines, {images} images, batch_size={batch_size}, repeats={repeats}.",
            engines=len(engines),
            images=len(images),
            batch_size=batch_size,
            repeats=repeats,
        )
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


def time_against_one_by_one(
    network: Network,
    images: np.ndarray,
    batch_size: int,
    rounds: int = 5,
    wait: float | None = None,
    threads: int | None = None,
) -> tuple[BatchTiming, BatchTiming]:
    """Time all images one by one and in batches, in turns: two BatchTimings, at batch size 1 and at `batch_size`.

    In each round all images are run in batches, then the next of `rounds` parts of them one by one, scaled up to all
    images. So each image is run once on its own, and a disturbance affects both sides alike. At batch size 1 there is
    nothing to compare, and both are the same timing. wait, threads and errors: as for `time_batch_sizes`.
    """
    N = len(images)
    if batch_size < 1 or not 1 <= rounds <= N:
        raise InputError(
            "Expected a batch size of at least 1 and 1 to {most} rounds, found {batch_size} and {rounds}.",
            most=N,
            batch_size=batch_size,
            rounds=rounds,
        )
    if batch_size == 1:
        (timing,) = time_batch_sizes(network, images, [1], rounds, wait=wait, threads=threads)
        return timing, timing
    one_by_one, batched = [], []
    single, many = (partial(network.predict_proba, batch_size=size) for size in (1, batch_size))
    with exclusive(wait, threads):
        _warm_up((single, many), images, (1, batch_size))
        for part in np.array_split(images, rounds):
            seconds, y = _timed(many, images)
            batched.append(seconds)
            seconds, _ = _timed(single, part)
            one_by_one.append(seconds * N / len(part))
    return BatchTiming(1, N, tuple(one_by_one)), BatchTiming(batch_size, N, tuple(batched), _labels(y))


def busy() -> bool:
    """Whether a measurement is running in this process."""
    return _measuring.locked()


@contextmanager
def exclusive(wait: float | None = None, threads: int | None = None) -> Iterator[None]:
    """Within the with block no other measurement runs in this process, and BLAS has this many threads.

    wait and threads: as for `time_batch_sizes`. Raises BusyError.
    """
    if not _measuring.acquire(timeout=-1 if wait is None else wait):
        raise BusyError(
            "Another measurement is running. Two at once would distort each other's results. Try again later."
        )
    global _measured_at
    try:
        with limit_blas_threads(threads):
            yield
    finally:
        _measured_at = time.perf_counter()
        _measuring.release()


def _take_turns(runs, images, batch_sizes, repeats, timings, progress):
    """Call each function of `runs` with the images, round by round; the result is timings(seconds, probabilities)."""
    seconds, ys = [[] for _ in runs], [None for _ in runs]
    total = repeats * len(runs)
    report = progress or (lambda done, total, timings: None)
    _warm_up(runs, images, batch_sizes, lambda: report(0, total, []))
    for done in range(total):
        turn = done % len(runs)
        passed, ys[turn] = _timed(runs[turn], images)
        seconds[turn].append(passed)
        report(done + 1, total, timings(seconds, ys))
    return timings(seconds, ys)


def _warm_up(runs, images, batch_sizes, report=lambda: None):
    """Call each function of `runs` with the first images, in turns, without timing it; report() after each call."""
    now = time.perf_counter()
    end = now + WARM_UP_SECONDS if now - _measured_at > PAUSE else now
    while True:
        for run, batch_size in zip(runs, batch_sizes, strict=True):
            run(images[: max(batch_size, WARM_UP)])
            report()
        if time.perf_counter() >= end:
            return


def _timed(run, images):
    """Seconds from the images as given to probabilities, and the probabilities."""
    start = time.perf_counter()
    y = run(images)
    return time.perf_counter() - start, y


def _labels(y):
    return y.argmax(axis=1).astype(np.uint8)  # (N, 10) -> (N,), small enough to be kept


def log_spaced_batch_sizes(total: int) -> list[int]:
    """Batch sizes from 1 to `total`, roughly evenly spaced on a log scale. Raises InputError for a total below 1.

    >>> log_spaced_batch_sizes(1000)
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    """
    if total < 1:
        raise InputError("Expected a total of at least 1 image, found {total}.", total=total)
    steps = (step * 10**power for power in range(len(str(total))) for step in (1, 2, 5))
    return [size for size in steps if size * 1.5 <= total and size < total] + [total]
