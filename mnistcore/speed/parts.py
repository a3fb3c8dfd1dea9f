"""Long computations in parts, each a call with names and ranges alone, so that it can be made in any process.

The parts of a computation are independent of each other; joined in order, they are the whole. `MACS_PER_SECOND` tells
how long a part takes: about so many multiply-accumulate operations are made in a second, on one thread of a common
processor.
"""

from functools import lru_cache

import numpy as np

from ..explanation import SIDE
from ..explanation import occlusion as occlusion_of
from ..files.named import named_digits, named_network
from ..network import Network
from .accelerated import Accelerated, accelerate
from .blas import limit_blas_threads

MACS_PER_SECOND = {"accelerated": 20e9, "textbook": 2e9}


def probabilities(network: str, source: str, split: str, start: int, stop: int) -> np.ndarray:
    """Class probabilities for the images of a split from `start` up to `stop`: (stop - start, 10) float32.

    network, source, split and errors: as for `named_network` and `named_digits`. One thread computes them.

    >>> probabilities("mlp", "sample", "test", 100, 150).shape
    (50, 10)
    """
    x, _ = named_digits(source, split)
    return accelerated(named_network(network)).predict_proba(x[start:stop], batch_size=1000)


def occlusion(network: str, pixels: bytes, patch: int, start: int, stop: int) -> np.ndarray:
    """Rows `start` up to `stop` of `explanation.occlusion` of an image: (10, stop - start, 28).

    pixels: the image's 784 bytes. A drawing has no name, and they are not longer than one. One thread computes it.

    >>> rows = [occlusion("mlp", bytes(784), 3, start, start + 14) for start in (0, 14)]
    >>> np.concatenate(rows, axis=1).shape
    (10, 28, 28)
    """
    image = np.frombuffer(pixels, np.uint8).reshape(SIDE, SIDE)
    with limit_blas_threads(1):
        return occlusion_of(named_network(network), image, patch, rows=slice(start, stop))


@lru_cache(maxsize=4)
def accelerated(network: Network) -> Accelerated:
    """The network accelerated, on one thread."""
    return accelerate(network, threads=1)
