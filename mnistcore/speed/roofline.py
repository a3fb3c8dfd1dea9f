"""How fast a network could be: what a forward pass calculates and moves, and how much of both a computer can do.

Three things take time, and each of them alone sets a lower bound that no run can beat: Python's calls, memory traffic
and arithmetic. The last two are the roofline model (Williams, Waterman and Patterson, "Roofline: an insightful visual
performance model for multicore architectures", 2009): at a low arithmetic intensity, with few operations for every byte
that is moved, memory bandwidth limits the speed; at a high one, the processor's peak performance does.
"""

import time
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ..layers import Conv2D, Dense, Flatten
from ..network import Network
from . import timing

BLOCK = 64 * 2**20  # bytes to copy: more than most caches hold
SIDE = 1024  # of the square matrices that are multiplied

Sizes = TypeVar("Sizes", float, np.ndarray)  # one batch size, or many at once


@dataclass(frozen=True)
class Work:
    """What one forward pass does: `macs` and `elements` for every image, `weights` for every batch.

    macs: multiply-accumulates. elements: array elements read or written: the image, and the activations of every layer.
    weights: how many there are, biases too. itemsize: bytes of one element.
    """

    macs: int
    elements: int
    weights: int
    itemsize: int

    def operations(self, batch_size: Sizes) -> Sizes:
        """For one batch, two for each multiply-accumulate. Activation functions are left out."""
        return 2 * self.macs * batch_size

    def bytes_moved(self, batch_size: Sizes) -> Sizes:
        """For one batch, if weights, images and activations are each moved once.

        A lower bound: copies on the way, and what no longer fits into a cache, come on top.
        """
        return self.itemsize * (self.weights + self.elements * batch_size)

    def intensity(self, batch_size: Sizes) -> Sizes:
        """Arithmetic intensity: operations for every byte that is moved."""
        return self.operations(batch_size) / self.bytes_moved(batch_size)

    def throughput(self, batch_timing: timing.BatchTiming) -> float:
        """Operations a second in a BatchTiming, by the median."""
        return self.operations(batch_timing.images) / batch_timing.median


def count_work(network: Network) -> Work:
    """The Work of a network, from the shapes of its activations for one image."""
    image = np.zeros((1, 28, 28), np.uint8)
    macs, elements = 0, image.size
    for layer, output in zip(network.layers, network.trace(image), strict=True):
        if isinstance(layer, Flatten):
            continue  # only the shape changes
        elements += output.activation.size
        if hasattr(layer, "W"):
            macs += output.activation.size * layer.W[..., 0].size  # each element is the sum of so many products
    return Work(macs, elements, network.parameter_count, network.dtype.itemsize)


@dataclass(frozen=True)
class Limits:
    """What one thread can do: memory bandwidth in bytes a second, peak performance in operations a second."""

    bandwidth: float
    peak: float

    def attainable(self, intensity: ArrayLike) -> np.ndarray:
        """The roof: the most operations a second at an arithmetic intensity."""
        return np.minimum(self.peak, self.bandwidth * np.asarray(intensity))


def measure_limits(dtype: DTypeLike = np.float32, wait: float | None = None) -> Limits:
    """The Limits of this computer, measured in about a second by one thread: the fastest of many tries.

    Bandwidth: 64 MiB are copied, and count twice, read and written. Peak: two matrices of 1024 x 1024 numbers of this
    dtype are multiplied. wait: seconds to wait for another measurement to end, None for as long as it takes.
    Raises BusyError.
    """
    source, A = np.ones(BLOCK, np.uint8), np.ones((SIDE, SIDE), dtype)
    target, C = np.empty_like(source), np.empty_like(A)
    with timing.exclusive(wait, threads=1):
        copying = _fastest(lambda: np.copyto(target, source))
        multiplying = _fastest(lambda: np.matmul(A, A, out=C))
    return Limits(2 * BLOCK / copying, 2 * SIDE**3 / multiplying)


def measure_calls(network: Network, wait: float | None = None) -> float:
    """The overhead of calling Python and NumPy, in seconds for one batch: a pass of one image through the `skeleton`.

    The fastest of many. wait and errors: as for `measure_limits`.
    """
    images, bare = np.zeros((100, 784), np.uint8), skeleton(network)
    with timing.exclusive(wait, threads=1):
        return _fastest(lambda: bare.predict_proba(images, batch_size=1)) / len(images)


def skeleton(network: Network) -> Network:
    """The same layers with one neuron or one feature map each: as many calls, and next to nothing to calculate."""
    layers, x = [], network.as_input(np.zeros((1, 28, 28), np.uint8))
    for layer in network.layers:
        one = np.zeros(1, network.dtype)
        if isinstance(layer, Dense):
            layer = Dense(np.zeros((x.shape[1], 1), network.dtype), one, layer.activation)
        elif isinstance(layer, Conv2D):
            layer = Conv2D(np.zeros((1, 1, x.shape[3], 1), network.dtype), one, layer.activation)
        layers.append(layer)
        x = layer.forward(x)
    return Network(layers)


def lower_bounds(work: Work, limits: Limits, calls: float, batch_size: int) -> dict[str, float]:
    """The seconds that one batch takes at least, by what bounds them: a dict of "calls", "memory" and "products"."""
    return {
        "calls": calls,
        "memory": work.bytes_moved(batch_size) / limits.bandwidth,
        "products": work.operations(batch_size) / limits.peak,
    }


def _fastest(action, seconds=0.4):
    """Seconds of the fastest of at least three calls, called again until so many seconds are over."""
    taken, start = [], time.perf_counter()
    while len(taken) < 3 or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begin)
    return min(taken)
