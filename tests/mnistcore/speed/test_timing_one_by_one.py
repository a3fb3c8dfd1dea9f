"""Timing a batch size against one by one: what is run, in which order, and with which locks."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from mnistcore import BusyError, Dense, InputError, Network, softmax
from mnistcore.speed import timing
from mnistcore.speed.timing import time_against_one_by_one, time_batch_sizes

IMAGES = np.random.default_rng(1).integers(0, 256, (60, 784), np.uint8)


class Clocked(Network):
    """A network with its own clock, by which every forward pass takes a second, whatever the batch size."""

    def __init__(self, monkeypatch):
        W = np.random.default_rng(2).normal(size=(784, 10)).astype(np.float32)
        super().__init__([Dense(W, np.zeros(10, np.float32), softmax)])
        object.__setattr__(self, "batches", [])
        monkeypatch.setattr(timing, "time", SimpleNamespace(perf_counter=lambda: float(len(self.batches))))

    def forward(self, x):
        self.batches.append(len(x))
        return super().forward(x)


def test_both_take_turns_and_each_image_is_run_alone_once(monkeypatch):
    network = Clocked(monkeypatch)
    one_by_one, batched = time_against_one_by_one(network, IMAGES, 20, rounds=3)
    assert network.batches[-69:] == ([20] * 3 + [1] * 20) * 3
    assert (one_by_one.batch_size, one_by_one.images, one_by_one.seconds) == (1, 60, (60, 60, 60))
    assert (batched.batch_size, batched.images, batched.seconds) == (20, 60, (3, 3, 3))
    np.testing.assert_array_equal(batched.predictions, network.predict(IMAGES))


def test_after_a_pause_the_warm_up_lasts_and_is_not_counted(monkeypatch):
    """Both sides run again until 100 s have passed: 63 s for a round, so two rounds."""
    network = Clocked(monkeypatch)
    monkeypatch.setattr(timing, "WARM_UP_SECONDS", 100)
    monkeypatch.setattr(timing, "PAUSE", -math.inf)
    one_by_one, batched = time_against_one_by_one(network, IMAGES, 20, rounds=3)
    assert sorted(network.batches[:126]) == [1] * 120 + [20] * 6
    assert len(network.batches) == 126 + 3 * 23
    assert (one_by_one.seconds, batched.seconds) == ((60, 60, 60), (3, 3, 3))


def test_without_a_pause_the_warm_up_is_short(monkeypatch):
    network = Clocked(monkeypatch)
    monkeypatch.setattr(timing, "WARM_UP_SECONDS", 100)
    monkeypatch.setattr(timing, "PAUSE", math.inf)
    time_against_one_by_one(network, IMAGES, 20, rounds=3)
    assert len(network.batches) == 63 + 3 * 23


def test_parts_of_unequal_size_count_alike(monkeypatch):
    one_by_one, _ = time_against_one_by_one(Clocked(monkeypatch), IMAGES, 60, rounds=7)
    assert one_by_one.seconds == pytest.approx((60,) * 7)


def test_one_by_one_is_its_own_baseline(monkeypatch):
    one_by_one, batched = time_against_one_by_one(Clocked(monkeypatch), IMAGES, 1, rounds=2)
    assert one_by_one is batched
    assert batched.seconds == (60, 60)


@pytest.mark.parametrize(("batch_size", "rounds"), [(0, 5), (-1, 5), (20, 0), (20, 61), (1, 0)])
def test_nothing_to_compare(monkeypatch, batch_size, rounds):
    with pytest.raises(InputError):
        time_against_one_by_one(Clocked(monkeypatch), IMAGES, batch_size, rounds)
    assert not timing.busy()


def test_blas_threads_are_limited_and_restored(monkeypatch):
    def threads():
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    before, meanwhile = threads(), []
    time_batch_sizes(Clocked(monkeypatch), IMAGES, [60], 1, lambda *progress: meanwhile.append(threads()), threads=1)
    assert meanwhile == [[1] * len(before)] * 2
    assert threads() == before


def test_it_waits_for_another_measurement(monkeypatch):
    network = Clocked(monkeypatch)

    def meanwhile(done, total, timings):
        with pytest.raises(BusyError):
            time_against_one_by_one(network, IMAGES, 20, wait=0)

    time_batch_sizes(network, IMAGES, [60], 1, meanwhile)
    assert not timing.busy()
    assert time_against_one_by_one(network, IMAGES, 20, wait=0)
