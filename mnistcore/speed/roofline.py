"""How fast a network could be: the work of a forward pass, and how much of it a computer can do per second.

Three costs determine the time, and each of them alone sets a lower bound: Python's calls, memory traffic and
arithmetic. The last two are the roofline model (Williams, Waterman and Patterson, "Roofline: an insightful visual
performance model for multicore architectures", 2009): at a low arithmetic intensity, with few operations per byte
moved, memory bandwidth limits the speed; at a high one, the processor's peak performance does.
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
    """The work of a forward pass: `macs` and `elements` per image, `weights` per batch.

    macs: multiply-accumulate operations. elements: array elements read or written, which are those of the image and of
    each layer's activations. weights: their number, with biases. itemsize: bytes per element.
    """

    macs: int
    elements: int
    weights: int
    itemsize: int

    def operations(self, batch_size: Sizes) -> Sizes:
        """Of one batch: two per multiply-accumulate. Activation functions are not counted."""
        return 2 * self.macs * batch_size

    def bytes_moved(self, batch_size: Sizes) -> Sizes:
        """Of one batch, if weights, images and activations are each moved once.

        A lower bound: intermediate copies, and data that do not fit into a cache, come on top.
        """
        return self.itemsize * (self.weights + self.elements * batch_size)

    def intensity(self, batch_size: Sizes) -> Sizes:
        """Arithmetic intensity: operations per byte moved."""
        return self.operations(batch_size) / self.bytes_moved(batch_size)

    def throughput(self, batch_timing: timing.BatchTiming) -> float:
        """Operations per second in the median run of a BatchTiming."""
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
            macs += output.activation.size * layer.W[..., 0].size  # one per weight that each element sums over
    return Work(macs, elements, network.parameter_count, network.dtype.itemsize)


@dataclass(frozen=True)
class Limits:
    """What one thread can do: memory bandwidth in bytes per second, peak performance in operations per second."""

    bandwidth: float
    peak: float

    def attainable(self, intensity: ArrayLike) -> np.ndarray:
        """The roof: the maximum of operations per second at an arithmetic intensity."""
        return np.minimum(self.peak, self.bandwidth * np.asarray(intensity))


def measure_limits(dtype: DTypeLike = np.float32, wait: float | None = None) -> Limits:
    """The Limits of this computer, measured in about a second with one thread: the fastest of many runs.

    Bandwidth: 64 MiB are copied, and count twice, as read and written. Peak: two 1024 x 1024 matrices of this dtype are
    multiplied. wait: seconds to wait for another measurement to end, None for as long as it takes. Raises BusyError.
    """
    source, A = np.ones(BLOCK, np.uint8), np.ones((SIDE, SIDE), dtype)
    target, C = np.empty_like(source), np.empty_like(A)
    with timing.exclusive(wait, threads=1):
        copying = _fastest(lambda: np.copyto(target, source))
        multiplying = _fastest(lambda: np.matmul(A, A, out=C))
    return Limits(2 * BLOCK / copying, 2 * SIDE**3 / multiplying)


def measure_calls(network: Network, wait: float | None = None) -> float:
    """The overhead of Python and NumPy calls, in seconds per batch: a pass of one image through the `skeleton`.

    The fastest of many runs. wait and errors: as for `measure_limits`.
    """
    images, bare = np.zeros((100, 784), np.uint8), skeleton(network)
    with timing.exclusive(wait, threads=1):
        return _fastest(lambda: bare.predict_proba(images, batch_size=1)) / len(images)


def skeleton(network: Network) -> Network:
    """The same layers with one neuron or feature map each: as many calls, and almost nothing to compute."""
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
    """Lower bounds of the time for one batch, in seconds, by limiting factor: "calls", "memory" and "arithmetic"."""
    return {
        "calls": calls,
        "memory": work.bytes_moved(batch_size) / limits.bandwidth,
        "arithmetic": work.operations(batch_size) / limits.peak,
    }


def _fastest(action, seconds=0.4):
    """Seconds of the fastest call, of at least three, repeated until `seconds` have passed."""
    taken, start = [], time.perf_counter()
    while len(taken) < 3 or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begin)
    return min(taken)
