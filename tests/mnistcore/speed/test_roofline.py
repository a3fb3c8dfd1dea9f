"""The work of a forward pass, counted by hand, and what is measured of the computer."""

import threading

import numpy as np
import pytest

from mnistcore import BusyError, Conv2D, Dense, Flatten, MaxPool2D, Network, load_network, softmax
from mnistcore.speed.roofline import Limits, Work, count_work, lower_bounds, measure_calls, measure_limits, skeleton
from mnistcore.speed.timing import BatchTiming, busy, time_batch_sizes

MLP = load_network("mlp")
SMALL_CNN = Network(
    [
        Conv2D(np.ones((3, 3, 1, 4), np.float32), np.ones(4, np.float32)),
        MaxPool2D(2),
        Flatten(),
        Dense(np.ones((13 * 13 * 4, 10), np.float32), np.ones(10, np.float32), softmax),
    ]
)


def test_the_work_of_the_books_network():
    work = count_work(MLP)
    assert work.macs == 784 * 50 + 50 * 100 + 100 * 10 == 45_200
    assert work.elements == 784 + 50 + 100 + 10
    assert (work.weights, work.itemsize) == (45_360, 4)


def test_the_work_of_a_convolution():
    work = count_work(SMALL_CNN)
    assert work.macs == 26 * 26 * 4 * 9 + 676 * 10
    assert work.elements == 784 + 26 * 26 * 4 + 13 * 13 * 4 + 10  # flattening moves nothing
    assert work.weights == 3 * 3 * 4 + 4 + 6760 + 10


@pytest.mark.parametrize(("batch_size", "intensity"), [(1, 0.49), (100, 16.2), (10_000, 23.8)])
def test_arithmetic_intensity(batch_size, intensity):
    assert count_work(MLP).intensity(batch_size) == pytest.approx(intensity, abs=0.05 if batch_size > 1 else 0.005)


def test_operations_and_bytes_of_a_batch():
    work = Work(macs=100, elements=30, weights=1000, itemsize=4)
    assert work.operations(5) == 1000
    assert work.bytes_moved(5) == 4 * (1000 + 150)


def test_throughput_uses_the_median():
    work = Work(macs=100, elements=30, weights=1000, itemsize=4)
    assert work.throughput(BatchTiming(5, 40, (0.1, 0.2, 9.0))) == 2 * 100 * 40 / 0.2


def test_smaller_dtypes_move_less():
    half, whole = count_work(MLP.astype(np.float16)), count_work(MLP)
    assert half.macs == whole.macs
    assert half.bytes_moved(7) == whole.bytes_moved(7) / 2


def test_the_roof_is_a_slope_then_flat():
    limits = Limits(bandwidth=10, peak=200)
    np.testing.assert_allclose(limits.attainable([1, 5, 20, 100]), [10, 50, 200, 200])


def test_lower_bounds():
    work, limits = Work(macs=100, elements=30, weights=1000, itemsize=4), Limits(bandwidth=460, peak=500)
    assert lower_bounds(work, limits, 0.5, 5) == {"calls": 0.5, "memory": 10, "arithmetic": 2}


@pytest.mark.parametrize("network", [MLP, SMALL_CNN], ids=["mlp", "cnn"])
def test_a_skeleton_makes_as_many_calls_but_calculates_little(network):
    bare = skeleton(network)
    assert [type(layer) for layer in bare.layers] == [type(layer) for layer in network.layers]
    assert [layer.activation for layer in bare.layers] == [layer.activation for layer in network.layers]
    assert bare.dtype == network.dtype
    assert bare.predict_proba(np.zeros((2, 784), np.uint8)).shape == (2, 1)
    assert count_work(bare).macs < count_work(network).macs / 10


@pytest.fixture
def quick(monkeypatch):
    """Reduce each measurement to three tries."""
    monkeypatch.setattr("mnistcore.speed.roofline._fastest.__defaults__", (0.0,))


@pytest.mark.parametrize("measure", [measure_limits, lambda **o: measure_calls(MLP, **o)], ids=["limits", "calls"])
def test_a_measurement_waits_for_another(quick, measure):
    inside, leave = threading.Event(), threading.Event()

    def hold(*progress):
        inside.set()
        leave.wait(30)

    other = threading.Thread(target=time_batch_sizes, args=(MLP, np.zeros((1, 784), np.uint8), [1], 1, hold))
    other.start()
    assert inside.wait(30)
    with pytest.raises(BusyError):
        measure(wait=0)
    leave.set()
    other.join(30)
    assert measure(wait=0)
    assert not busy()


def test_measurements_are_plausible(quick):
    limits, calls = measure_limits(), measure_calls(MLP)
    assert 1e7 < limits.bandwidth < 1e13
    assert 1e7 < limits.peak < 1e14
    assert 1e-7 < calls < 1
