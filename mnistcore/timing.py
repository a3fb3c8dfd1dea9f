"""Seconds as a function of batch size: how long a network takes for the same images, one by one or many at once.

Only one measurement runs at a time in a process: two would share the processor and ruin each other's figures.
"""

import os
import platform
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .errors import InputError, MnistCoreError

WARM_UP = 500  # images that are run before a size is timed, or one batch if that is more

_measuring = threading.Lock()


class BusyError(MnistCoreError):
    """Another measurement is running in this process."""


@dataclass(frozen=True, eq=False)
class BatchTiming:
    """How long `images` images took at one batch size, in seconds, once for every repeat; and what was predicted."""

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


def time_batch_sizes(network, images, batch_sizes, repeats=5, progress=None, wait=None, threads=None):
    """Time the forward pass over all images at every batch size: a list of BatchTiming, in the order of `batch_sizes`.

    The sizes take turns, round by round, so that a disturbance falls on all of them alike; a warm-up at each size is
    not counted. From the images as they are given to probabilities: turning whole numbers into floats is timed too.

    images: as `Network.predict_proba` takes them. progress(done, total) is called before the first timed pass and
    after each; an exception that it raises ends the measurement. wait: seconds to wait for another measurement to
    end, None for as long as it takes. threads: how many threads BLAS may use meanwhile, None for what it is set to; on
    a busy computer several threads wait for each other, and that can take longer than the work.

    Raises BusyError when the time to wait is over, InputError for a batch size or a number of repeats below 1, or no
    image.
    """
    batch_sizes = list(batch_sizes)
    if repeats < 1 or not batch_sizes or min(batch_sizes) < 1 or len(images) < 1:
        raise InputError(
            "Expected at least one image, and batch sizes and repeats of at least 1, "
            f"got {len(images)} images, batch_sizes={batch_sizes}, repeats={repeats}."
        )
    with _alone(wait, threads):
        return _take_turns(network, np.asarray(images), batch_sizes, repeats, progress)


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
    with _alone(wait, threads):
        _warm_up(network, images, 1)
        _warm_up(network, images, batch_size)
        for part in np.array_split(images, rounds):
            seconds, y = _timed(network, images, batch_size)
            batched.append(seconds)
            seconds, _ = _timed(network, part, 1)
            one_by_one.append(seconds * N / len(part))
    return BatchTiming(1, N, tuple(one_by_one)), BatchTiming(batch_size, N, tuple(batched), y.argmax(axis=1))


def busy():
    """Whether a measurement is running in this process."""
    return _measuring.locked()


@contextmanager
def _alone(wait, threads):
    """The only measurement in this process, with so many BLAS threads; however it ends, the next may begin."""
    from threadpoolctl import threadpool_limits

    if not _measuring.acquire(timeout=-1 if wait is None else wait):
        raise BusyError("Another measurement is running, and two at once would spoil each other. Try again later.")
    try:
        with threadpool_limits(threads, user_api="blas"):
            yield
    finally:
        _measuring.release()


def _take_turns(network, images, batch_sizes, repeats, progress):
    for size in batch_sizes:
        _warm_up(network, images, size)
    seconds, predictions = [[] for _ in batch_sizes], [None for _ in batch_sizes]
    total = repeats * len(batch_sizes)
    if progress:
        progress(0, total)
    for done in range(total):
        turn = done % len(batch_sizes)
        passed, y = _timed(network, images, batch_sizes[turn])
        seconds[turn].append(passed)
        predictions[turn] = y.argmax(axis=1)
        if progress:
            progress(done + 1, total)
    results = zip(batch_sizes, seconds, predictions, strict=True)
    return [BatchTiming(size, len(images), tuple(times), labels) for size, times, labels in results]


def _warm_up(network, images, batch_size):
    network.predict_proba(images[: max(batch_size, WARM_UP)], batch_size)


def _timed(network, images, batch_size):
    """Seconds from the images as they are given to probabilities, and the probabilities."""
    start = time.perf_counter()
    y = network.predict_proba(images, batch_size)
    return time.perf_counter() - start, y


def log_spaced_batch_sizes(total):
    """Batch sizes from 1 to `total`, about evenly spaced on a log scale: 1, 2, 5, 10, 20, 50, ..., total."""
    if total < 1:
        raise InputError(f"Expected a set of at least 1 image, got {total}.")
    steps = (step * 10**power for power in range(len(str(total))) for step in (1, 2, 5))
    return [size for size in steps if size * 1.5 <= total and size < total] + [total]


@dataclass(frozen=True)
class Machine:
    """What a measurement was made on. Where the system does not tell, text is "unknown" and a number None."""

    processor: str
    logical_cores: int | None
    blas: str
    blas_threads: int | None
    numpy: str
    python: str


def describe_machine():
    """The processor, and the library with its threads that multiplies NumPy's matrices, in this process."""
    from threadpoolctl import threadpool_info

    built_with = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    name, version, threads = built_with["name"], built_with["version"], None
    for pool in threadpool_info():
        if pool["user_api"] == "blas":
            name, version, threads = pool["internal_api"], pool["version"], pool["num_threads"]
            break
    return Machine(
        processor=_processor(),
        logical_cores=os.cpu_count(),
        blas=f"{name} {version}",
        blas_threads=threads,
        numpy=np.__version__,
        python=platform.python_version(),
    )


def _processor():
    """The processor's name as its maker writes it, if the system tells."""
    try:
        if platform.system() == "Linux":
            lines = Path("/proc/cpuinfo").read_text().splitlines()
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
        if platform.system() == "Darwin":
            command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
            return subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout.strip()
    except (OSError, StopIteration, subprocess.SubprocessError):
        pass
    return platform.processor() or platform.machine() or "unknown"
