"""The same network with a faster forward pass, still in NumPy and equal to within rounding.

`layers.py` has the equations. Here they are optimised for the CPU:

- Images go through in blocks that fit into the processor's caches, in buffers that are allocated once.
- Constants are folded into the weights: the 1/255 of the pixels, the halves of sigmoid(a) = tanh(a / 2) / 2 + 1 / 2.
- A 3x3 convolution takes a quarter of the multiplications by Winograd's algorithm.
- Max pooling comes before the activation, which then has a quarter of the work.
- Threads share the blocks, while BLAS keeps to one thread in each.

`stages.py` makes the NumPy calls of each layer, `winograd.py` those of a 3x3 convolution.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from ..network import Network, batches
from .blas import limit_blas_threads
from .stages import Plan, as_stages, flatten

BLOCK = 250  # images that go through dense layers at once
CONVOLVED = 2  # images that go through convolutions at once: they take much more room
TOO_FEW = 32  # images in a block: with fewer, threads wait for each other longer than they work


def accelerate(network: Network, threads: int | None = None) -> "Accelerated":
    """The same network with a faster `predict_proba`, on this many threads; None: one for each core."""
    return Accelerated(network.layers, threads or _cores())


def _cores():
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, eq=False)
class Accelerated(Network):
    """A Network whose `predict_proba` is fast; everything else is as in Network."""

    threads: int = 1

    def predict_proba(self, images: ArrayLike, batch_size: int = 100) -> np.ndarray:
        """Class probabilities, (N, 10) float32, within 1e-5 of those of `Network`.

        At most `batch_size` images are run at a time. Arguments and errors: as for `Network.predict_proba`.
        """
        images = self.checked(images, batch_size)
        y = np.empty((len(images), self.layers[-1].b.size), np.float32)
        blocks = self._blocks(len(images), batch_size)
        to_do = iter(blocks)

        def work():  # what each thread does: take the next block until none is left
            passes = {}
            for block in to_do:
                n = block.stop - block.start
                if n not in passes:
                    passes[n] = Pass(self, n)
                passes[n].run(images[block], y[block])

        with limit_blas_threads(1):
            if self.threads == 1 or len(blocks) < 2 or (blocks[0].stop < TOO_FEW and not self.head):
                work()
            else:
                with ThreadPoolExecutor(self.threads) as pool:
                    for thread in [pool.submit(work) for _ in range(self.threads)]:
                        thread.result()
        return y

    def _blocks(self, N, batch_size):
        """Slices of N images. Each holds at most one batch, BLOCK images, and an equal share of N for each thread."""
        size = min(batch_size, BLOCK, max(1, -(-N // self.threads)))
        return [
            slice(start, min(start + size, batch.stop))
            for batch in batches(N, batch_size)
            for start in range(batch.start, batch.stop, size)
        ]

    @property
    def compute_dtype(self) -> np.dtype:
        """The dtype of the buffers: float32 at least, since NumPy has no fast products for float16."""
        return np.result_type(self.dtype, np.float32)

    @cached_property
    def stages(self) -> list:
        """All stages, in order."""
        return list(as_stages(self.layers, self.compute_dtype))

    @cached_property
    def head(self) -> list:
        """The stages up to Flatten, which are those of convolutions."""
        return self.stages[: self.stages.index(flatten) + 1] if flatten in self.stages else []

    @cached_property
    def tail(self) -> list:
        """The stages behind Flatten."""
        return self.stages[len(self.head) :]


class Pass:
    """A forward pass for n images: buffers, and the NumPy calls that fill them in turn."""

    def __init__(self, network: Accelerated, n: int):
        shape, dtype = network.input_shape, network.compute_dtype
        self.u = np.zeros((min(n, CONVOLVED) if network.head else n, *shape), dtype)
        self.head = _chained(network.head, self.u)
        features = self.head.output
        self.rows = features if len(features) == n else np.zeros((n, *features.shape[1:]), dtype)
        self.tail = _chained(network.tail, self.rows)

    def run(self, images: np.ndarray, y: np.ndarray) -> None:
        """Write the probabilities of n images, integers 0..255 or floats 0..1 of any shape, into y (n, 10)."""
        images = images.reshape(len(images), *self.u.shape[1:])
        for start in range(0, len(images), len(self.u)):
            part = images[start : start + len(self.u)]
            self._load(part)
            self.head.run()
            if self.rows is not self.head.output:
                self.rows[start : start + len(part)] = self.head.output[: len(part)]
        self.tail.run()
        y[:] = self.tail.output

    def _load(self, images):
        """Copy images into the first buffer as floats 0..255."""
        if images.dtype.kind == "f":
            np.multiply(images, 255, out=self.u[: len(images)], dtype=self.u.dtype, casting="unsafe")
        else:
            self.u[: len(images)] = images


def _chained(stages, u):
    """The plans of several stages as one, from the buffer u on."""
    calls = []
    for stage in stages:
        u, more = stage(u)
        calls += more
    return Plan(u, calls)
