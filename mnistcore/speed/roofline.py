"""How fast a network could be: what a forward pass calculates and moves, and how much of both a computer can do.

Three things take time, and each of them alone sets a least time, a wall: Python's calls, moving the numbers, and
multiplying them. The last two are the roofline model (Williams, Waterman and Patterson, "Roofline: an insightful visual
performance model for multicore architectures", 2009): where only few operations are done for every byte that is moved,
memory is the wall; where many are, the processor's arithmetic is.
"""

import time
from dataclasses import dataclass

import numpy as np

from ..layers import Conv2D, Dense, Flatten
from ..network import Network
from . import timing

BLOCK = 64 * 2**20  # bytes to copy: more than most caches hold
SIDE = 1024  # of the square matrices that are multiplied


@dataclass(frozen=True)
class Work:
    """What one forward pass does: `products` and `numbers` for every image, `weights` for every batch.

    products: how many times a weight is multiplied. numbers: how many are read or written: the image, and what every
    layer makes of it. weights: how many there are, biases too. itemsize: bytes of one number.
    """

    products: int
    numbers: int
    weights: int
    itemsize: int

    def operations(self, batch_size):
        """For one batch: a multiplication and an addition for every product. Activation functions are left out."""
        return 2 * self.products * batch_size

    def moved(self, batch_size):
        """Bytes for one batch if each number is moved once: the weights, the images, what each layer makes of them.

        It is the least: copies on the way, and what no longer fits into a cache, come on top.
        """
        return self.itemsize * (self.weights + self.numbers * batch_size)

    def intensity(self, batch_size):
        """Operations for every byte that is moved."""
        return self.operations(batch_size) / self.moved(batch_size)


def count_work(network):
    """The Work of a network, from the shapes of what it makes of one image."""
    image = np.zeros((1, 28, 28), np.uint8)
    products, numbers = 0, image.size
    for layer, output in zip(network.layers, network.trace(image), strict=True):
        if isinstance(layer, Flatten):
            continue  # only the shape changes
        numbers += output.activation.size
        if hasattr(layer, "W"):
            products += output.activation.size * layer.W[..., 0].size  # each number is the sum of so many products
    return Work(products, numbers, network.parameter_count, network.dtype.itemsize)


@dataclass(frozen=True)
class Limits:
    """What one thread of a computer can do: bytes moved a second, operations a second."""

    bandwidth: float
    peak: float

    def attainable(self, intensity):
        """The roof: the most operations a second with so many operations for every byte."""
        return np.minimum(self.peak, self.bandwidth * np.asarray(intensity))


def measure_limits(dtype=np.float32, wait=None):
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


def measure_calls(network, wait=None):
    """Seconds that a batch's calls of Python and NumPy take alone: a pass of one image through the `skeleton`.

    The fastest of many. wait and errors: as for `measure_limits`.
    """
    images, bare = np.zeros((100, 784), np.uint8), skeleton(network)
    with timing.exclusive(wait, threads=1):
        return _fastest(lambda: bare.predict_proba(images, batch_size=1)) / len(images)


def skeleton(network):
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


def least_seconds(work, limits, calls, batch_size):
    """For one batch, the time that each wall alone asks for: a dict of "calls", "memory" and "products"."""
    return {
        "calls": calls,
        "memory": work.moved(batch_size) / limits.bandwidth,
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
