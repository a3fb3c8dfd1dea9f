"""How much each neuron or feature map of one layer contributes to each of the next.

A weighted sum a_j = Σ x_i W_ij + b_j has one term for each input: x_i W_ij is what i contributes to j. A feature map
has many weighted sums, one for each of its pixels, so the contribution of map c to map k is a sum, too: of the terms
that contain pixels of c, over the pixels of k that relu and max pooling pass on.
"""

import numpy as np

from .errors import InputError
from .layers import Conv2D, Dense, Layer


def contributions(layer: Layer, x: np.ndarray, passed_on: np.ndarray | None = None) -> np.ndarray:
    """What each unit of x contributes to each unit of a layer, for one image: (units of x, units of the layer).

    Dense: x is (n,), neurons, or (H, W, C), maps that were flattened before the layer; their contributions add up to
    the weighted sums without the biases. Conv2D: x is (H, W, C), and passed_on, (H', W', K) bool, tells which pixels of
    its maps count, as from `passed_on_by_pooling`; all by default. Raises InputError for any other layer.

    >>> contributions(Dense(np.array([[1.0, 2.0], [3.0, 4.0]]), np.zeros(2)), np.array([1.0, 0.5]))
    array([[1. , 2. ],
           [1.5, 2. ]])
    """
    match layer:
        case Dense(W=W) if x.ndim == 1:
            return x[:, None] * W  # (n, 1) * (n, m) -> (n, m)
        case Dense(W=W):
            H, width, C = x.shape
            by_map = W.reshape(H * width, C, -1).transpose(1, 0, 2)  # (C, H W, m)
            return (x.reshape(H * width, 1, C).T @ by_map)[:, 0]  # (C, 1, H W) @ (C, H W, m) -> (C, m)
        case Conv2D():
            return _of_convolution(layer, x, passed_on)
    raise InputError("Expected a Dense or Conv2D layer, found {layer}.", layer=type(layer).__name__)


def passed_on_by_pooling(z: np.ndarray, size: int) -> np.ndarray:
    """Which pixels of maps z, (H, W, K), max pooling passes on: (H, W, K) bool.

    One in each square of size x size pixels: its maximum, the first of equal ones. None where the maximum is 0.
    """
    H, W, K = z.shape
    h, w = H // size, W // size
    squares = z[: h * size, : w * size].reshape(h, size, w, size, K).transpose(0, 2, 4, 1, 3)  # (h, w, K, size, size)
    squares = squares.reshape(h, w, K, size * size)
    first = squares.argmax(axis=3)[..., None]
    passed = np.zeros(squares.shape, bool)
    np.put_along_axis(passed, first, np.take_along_axis(squares, first, axis=3) > 0, axis=3)
    passed_on = np.zeros(z.shape, bool)
    passed = passed.reshape(h, w, K, size, size).transpose(0, 3, 1, 4, 2)  # (h, size, w, size, K)
    passed_on[: h * size, : w * size] = passed.reshape(h * size, w * size, K)
    return passed_on


def _of_convolution(layer, x, passed_on):
    FH, FW, C, K = layer.W.shape
    H, W = x.shape[0] - FH + 1, x.shape[1] - FW + 1
    counted = np.ones((H * W, K), x.dtype) if passed_on is None else passed_on.reshape(H * W, K).astype(x.dtype)
    total = np.zeros((C, K), x.dtype)
    for i, j in np.ndindex(FH, FW):
        seen = x[i : i + H, j : j + W].reshape(H * W, C)  # the pixel of each map at [i, j] of every window
        total += (seen.T @ counted) * layer.W[i, j]  # (C, H' W') @ (H' W', K) * (C, K)
    return total
