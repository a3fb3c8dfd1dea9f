"""Timing: what is run, in which order and how often, and that only one measurement runs at a time."""

import re
import threading

import numpy as np
import pytest

from mnistcore import BusyError, Dense, InputError, Network, softmax, time_batch_sizes
from mnistcore.speed.machine import describe_machine
from mnistcore.speed.timing import (
    BatchTiming,
    busy,
    log_spaced_batch_sizes,
    time_against_one_by_one,
    time_engines,
)

IMAGES = np.random.default_rng(0).integers(0, 256, (60, 28, 28), np.uint8)


class Recorder(Network):
    """A network that records the size of each batch."""

    def __init__(self):
        super().__init__([Dense(np.eye(784, 10, dtype=np.float32), np.zeros(10, np.float32), softmax)])
        object.__setattr__(self, "batches", [])

    def forward(self, x):
        self.batches.append(len(x))
        return super().forward(x)


def test_one_timing_for_each_size():
    network = Recorder()
    timings = time_batch_sizes(network, IMAGES, [1, 7, 60, 7], repeats=3)
    assert [timing.batch_size for timing in timings] == [1, 7, 60, 7]
    for timing in timings:
        assert timing.images == 60
        assert len(timing.seconds) == 3
        assert 0 < timing.fastest <= timing.median <= timing.slowest
        np.testing.assert_array_equal(timing.predictions, network.predict(IMAGES))


def test_a_warm_up_then_all_sizes_in_turn():
    network, marks = Recorder(), []
    time_batch_sizes(
        network,
        IMAGES,
        [30, 60],
        repeats=2,
        progress=lambda done, total, timings: marks.append((done, total, len(network.batches))),
    )
    assert network.batches == [30, 30, 60] * 3  # the first of them a warm-up
    assert marks == [(0, 4, 2), (0, 4, 3), (1, 4, 5), (2, 4, 6), (3, 4, 8), (4, 4, 9)]


def test_progress_gets_the_timings_so_far():
    reported = []
    timings = time_batch_sizes(Recorder(), IMAGES, [30, 60], 2, lambda done, total, timings: reported.append(timings))
    assert reported[:2] == [[], []]  # the warm-up
    assert [[(t.batch_size, len(t.seconds)) for t in so_far] for so_far in reported[2:]] == [
        [(30, 1)],
        [(30, 1), (60, 1)],
        [(30, 2), (60, 1)],
        [(30, 2), (60, 2)],
    ]
    assert [t.seconds for t in reported[-1]] == [t.seconds for t in timings]


def test_one_by_one_and_batches_take_turns():
    network = Recorder()
    single, batched = time_against_one_by_one(network, IMAGES, 30, rounds=3)
    warm_up = 60 + 2
    assert sorted(network.batches[:warm_up]) == [1] * 60 + [30] * 2
    assert network.batches[warm_up:] == ([30, 30] + [1] * 20) * 3
    assert (single.batch_size, single.images, len(single.seconds)) == (1, 60, 3)
    assert (batched.batch_size, batched.images, len(batched.seconds)) == (30, 60, 3)
    np.testing.assert_array_equal(batched.predictions, network.predict(IMAGES))


def test_one_by_one_against_itself_is_measured_once():
    network = Recorder()
    single, batched = time_against_one_by_one(network, IMAGES, 1, rounds=2)
    assert single is batched
    assert network.batches == [1] * 180  # the warm-up and two rounds


@pytest.mark.parametrize(("batch_size", "rounds"), [(0, 1), (1, 0), (10, 0), (10, 61)])
def test_no_batch_or_no_round_to_compare(batch_size, rounds):
    with pytest.raises(InputError):
        time_against_one_by_one(Recorder(), IMAGES, batch_size, rounds)
    assert not busy()


@pytest.mark.skipif(describe_machine().blas_threads is None, reason="needs a BLAS whose threads can be counted")
@pytest.mark.parametrize(
    "measure",
    [
        lambda n, **o: time_batch_sizes(n, IMAGES, [60], 1, **o),
        lambda n, **o: time_against_one_by_one(n, IMAGES, 60, 1, **o),
    ],
)
def test_threads_are_limited_while_measuring(measure):
    before, during = describe_machine().blas_threads, []

    class Watched(Recorder):
        def forward(self, x):
            during.append(describe_machine().blas_threads)
            return super().forward(x)

    measure(Watched(), threads=1)
    assert set(during) == {1}
    assert describe_machine().blas_threads == before


def engines(calls):
    def engine(name, y):
        def predict_proba(images, batch_size):
            calls.append((name, len(images), batch_size))
            return np.full((len(images), 10), y, np.float32) + np.eye(10, dtype=np.float32)[images[:, 0, 0] % 10]

        return predict_proba

    return {"first": engine("first", 0.5), "second": engine("second", 0.75)}


def test_engines_take_turns_on_the_same_images():
    calls, reported = [], []
    first, second = time_engines(engines(calls), IMAGES, 20, 2, lambda *so_far: reported.append(so_far[2]))
    assert calls == [("first", 60, 20), ("second", 60, 20)] * 3  # the first pair a warm-up
    assert [timing.name for timing in (first, second)] == ["first", "second"]
    assert (second.batch_size, second.images, len(second.seconds)) == (20, 60, 2)
    assert (first.largest_difference, second.largest_difference) == (0, 0.25)
    np.testing.assert_array_equal(second.predictions, IMAGES[:, 0, 0] % 10)
    assert [[t.name for t in timings] for timings in reported[2:4]] == [["first"], ["first", "second"]]


@pytest.mark.parametrize(
    ("some", "images", "batch_size", "repeats"),
    [({}, IMAGES, 1, 1), (engines([]), IMAGES[:0], 1, 1), (engines([]), IMAGES, 0, 1), (engines([]), IMAGES, 1, 0)],
)
def test_no_engine_to_time(some, images, batch_size, repeats):
    with pytest.raises(InputError):
        time_engines(some, images, batch_size, repeats)
    assert not busy()


def test_derived_figures():
    timing = BatchTiming(100, 10_000, (0.5, 0.1, 0.2))
    assert (timing.fastest, timing.median, timing.slowest) == (0.1, 0.2, 0.5)
    assert timing.microseconds_per_image == pytest.approx(20)
    assert timing.images_per_second == pytest.approx(50_000)


@pytest.mark.parametrize(
    ("images", "sizes", "repeats"),
    [
        (IMAGES, [0], 1),
        (IMAGES, [1, -1], 1),
        (IMAGES, [], 1),
        (IMAGES, [1], 0),
        (IMAGES[:0], [1], 1),
        (IMAGES[0], [1], 1),
    ],
)
def test_nothing_to_measure(images, sizes, repeats):
    with pytest.raises(InputError):
        time_batch_sizes(Recorder(), images, sizes, repeats)
    assert not busy()


def test_only_one_at_a_time():
    inside, leave = threading.Event(), threading.Event()

    def hold(done, total, timings):
        inside.set()
        leave.wait(10)

    first = threading.Thread(target=time_batch_sizes, args=(Recorder(), IMAGES, [60], 1, hold))
    first.start()
    assert inside.wait(10)
    assert busy()
    network = Recorder()
    with pytest.raises(BusyError):
        time_batch_sizes(network, IMAGES, [60], wait=0)
    assert network.batches == []

    results = []
    second = threading.Thread(target=lambda: results.extend(time_batch_sizes(network, IMAGES, [60], 1)))
    second.start()
    assert results == []  # the first is still inside
    leave.set()
    first.join(10)
    second.join(10)
    assert len(results) == 1
    assert not busy()


def test_progress_can_end_a_measurement():
    class Stop(Exception):
        pass

    def stop(done, total, timings):
        assert busy()
        if done == 2:
            raise Stop

    network = Recorder()
    with pytest.raises(Stop):
        time_batch_sizes(network, IMAGES, [60], 5, stop)
    assert network.batches == [60] * 3  # the warm-up and two of five
    assert not busy()
    assert len(time_batch_sizes(network, IMAGES, [60], 1)) == 1


def test_batch_sizes_for_mnist():
    assert log_spaced_batch_sizes(10_000) == [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]
    assert log_spaced_batch_sizes(4000) == [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 4000]


@pytest.mark.parametrize("total", [1, 2, 3, 4, 9, 10, 11, 99, 101, 4999, 10_001, 60_000])
def test_batch_sizes_are_spaced_on_a_log_scale(total):
    sizes = log_spaced_batch_sizes(total)
    assert (sizes[0], sizes[-1]) == (1, total)
    steps = [b / a for a, b in zip(sizes, sizes[1:], strict=False)]
    assert all(1.5 <= step <= 4 for step in steps)


def test_there_is_no_batch_size_for_an_empty_set():
    with pytest.raises(InputError):
        log_spaced_batch_sizes(0)


def test_the_machine():
    machine = describe_machine()
    assert machine.processor
    assert machine.logical_cores >= 1
    assert machine.blas_threads is None or machine.blas_threads >= 1
    assert machine.numpy == np.__version__
    assert re.fullmatch(r"3\.\d+\.\d+\S*", machine.python)
    assert re.fullmatch(r"\S+ \S+( \(\w+\))?", machine.blas)
