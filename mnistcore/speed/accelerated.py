"""The same network with a faster forward pass, still in NumPy and equal to within rounding.

`layers.py` has the equations. Here they are optimised for the CPU:

- Images go through in blocks that fit into the processor's caches, in buffers that are kept for the next call.
- Constants are folded into the weights: the 1/255 of the pixels, the halves of sigmoid(a) = tanh(a / 2) / 2 + 1 / 2.
- A 3x3 convolution takes a quarter of the multiplications by Winograd's algorithm.
- Max pooling comes before the activation, which then has a quarter of the work.
- Threads share the blocks, while BLAS keeps to one thread in each. A lone block is BLAS's to share.

`stages.py` makes the NumPy calls of each layer, `winograd.py` those of a 3x3 convolution, `passes.py` a whole pass.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import ArrayLike

from ..network import Network, batches
from .blas import limit_blas_threads
from .passes import Kept, Pass
from .stages import DIRECT, as_stages, flatten

BLOCK = 1000  # images that go through dense layers at once
CONVOLVED = 50  # and behind convolutions, where each image is a much longer row
TOO_FEW = 32  # images in a block without convolutions: with fewer, threads wait for each other longer than they work
ENOUGH = 1000  # images for each thread: with fewer, a thread takes too long to wake, and BLAS shares a block better
ENOUGH_CONVOLVED = 10  # with convolutions
KEPT = 4  # passes that stay with a network for its next calls, or two for each thread


def accelerate(network: Network, threads: int | None = None) -> "Accelerated":
    """The same network with a faster `predict_proba`, on this many threads; None: one for each core."""
    return Accelerated(network.layers, network.digit_threshold, threads or _cores())


def _cores():
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, eq=False)
class Accelerated(Network):
    """A Network whose `predict_proba` is fast; everything else is as in Network.

    Any number of threads may call it at once. Its buffers stay with it between calls: on two threads at most 16 MB
    for `mlp` and 37 MB for `cnn`.
    """

    threads: int = 1

    def predict_proba(self, images: ArrayLike, batch_size: int = 100) -> np.ndarray:
        """Class probabilities, (N, 10) float32, within 1e-5 of those of `Network`.

        At most `batch_size` images are run at a time. Arguments and errors: as for `Network.predict_proba`.
        """
        images = self.checked(images, batch_size)
        y = np.empty((len(images), self.layers[-1].b.size), np.float32)
        blocks = self._blocks(len(images), batch_size)
        to_do = iter(blocks)
        alone = self.threads == 1 or len(blocks) < 2 or (blocks[0].stop < TOO_FEW and not self.convolves)

        def work() -> None:  # what each thread does: take the next block until none is left
            passes: dict[int, Pass] = {}
            for block in to_do:
                n = block.stop - block.start
                if n not in passes:
                    passes[n] = self._kept.take(n) or Pass(self.stages, self.input_shape, self.compute_dtype, n)
                passes[n].run(images[block], y[block])
            self._kept.bring_back(passes.values())

        with limit_blas_threads(None if len(images) <= self._few else self.threads if alone else 1):
            if alone:
                work()
            else:
                _together(work, self.threads)
        return y

    def _blocks(self, N, batch_size):
        """Slices of N images. All but the last of each batch have one size, and threads have equally many of them."""
        most = CONVOLVED if self.convolves else BLOCK
        enough = ENOUGH_CONVOLVED if self.convolves else ENOUGH
        threads = self.threads if self.threads * enough <= N else 1
        rounds = max(1, -(-N // (most * threads)))
        size = min(batch_size, max(1, -(-N // (rounds * threads))))
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
    def stages(self) -> list[Callable]:
        """The stages of all layers, in order."""
        return list(as_stages(self.layers, self.compute_dtype))

    @cached_property
    def convolves(self) -> bool:
        """Whether there are stages of convolutions, those up to Flatten."""
        return flatten in self.stages

    @cached_property
    def _few(self):
        """Images so few that BLAS gives them one thread anyway, without the time that asking for it takes."""
        return 0 if self.convolves else DIRECT // self.parameter_count

    @cached_property
    def _kept(self):
        return Kept(max(KEPT, 2 * self.threads))

    def __reduce__(self):
        # a copy or a pickle has buffers of its own
        return type(self), (self.layers, self.digit_threshold, self.threads)


def _together(work, threads):
    """Call `work` in this thread and in helpers, as many threads in all. Helpers that are not free are not needed."""
    helpers = [_pool(threads).submit(work) for _ in range(threads - 1)]
    work()
    for helper in helpers:
        if not helper.cancel():
            helper.result()


@cache
def _pool(threads):
    """The helpers that all networks share."""
    return ThreadPoolExecutor(threads - 1)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # a forked process has none of its parent's threads
