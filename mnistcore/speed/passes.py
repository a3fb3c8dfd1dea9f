"""Forward passes that are ready to run: for a number of images, the buffers and the NumPy calls that fill them.

Making one takes longer than running it for a few images, so a network keeps the latest ones for its next calls.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import DTypeLike

from .stages import Plan, flatten

AT_ONCE = 5  # images in convolutions: more outgrow the caches; fewer make calls so short that threads wait for the GIL


class Pass:
    """A forward pass for n images. Only one thread at a time may run it.

    Convolutions take AT_ONCE images at a time, since their buffers are large. The layers behind Flatten then take all
    n at once.
    """

    def __init__(self, stages: Sequence[Callable], input_shape: tuple, dtype: DTypeLike, n: int):
        behind = stages.index(flatten) + 1 if flatten in stages else 0
        self.n = n
        self.u = np.zeros((min(n, AT_ONCE) if behind else n, *input_shape), dtype)
        self.head = _chained(stages[:behind], self.u)
        self.rows = np.zeros((n, *self.head.output.shape[1:]), dtype) if behind else self.u
        self.tail = _chained(stages[behind:], self.rows)

    def run(self, images: np.ndarray, y: np.ndarray) -> None:
        """Write the probabilities of n images, integers 0..255 or floats 0..1 of any shape, into y (n, 10)."""
        images = images.reshape(self.n, *self.u.shape[1:])
        for start in range(0, self.n, len(self.u)):
            part = images[start : start + len(self.u)]
            self._load(part)
            self.head.run()
            if self.rows is not self.u:
                self.rows[start : start + len(part)] = self.head.output[: len(part)]
        self.tail.run()
        y[:] = self.tail.output

    def _load(self, images):
        """Copy images into the first buffer as floats 0..255."""
        u = self.u[: len(images)]
        if images.dtype.kind == "f":
            np.multiply(images, 255, out=u, dtype=u.dtype, casting="unsafe")
        else:
            u[...] = images


class Kept:
    """The latest passes that are not running, at most `most`: any thread may take one and bring it back."""

    def __init__(self, most: int):
        self._passes: deque[Pass] = deque(maxlen=most)  # the latest last; one too many drops the first
        self._changing = threading.Lock()

    def take(self, n: int) -> Pass | None:
        """A pass for n images, which is then the caller's alone, or None."""
        with self._changing:
            for kept in self._passes:
                if kept.n == n:
                    self._passes.remove(kept)
                    return kept
            return None

    def bring_back(self, passes: Iterable[Pass]) -> None:
        with self._changing:
            self._passes.extend(passes)


def _chained(stages, u):
    """The plans of several stages as one, from the buffer u on."""
    calls = []
    for stage in stages:
        u, more = stage(u)
        calls += more
    return Plan(u, calls)
