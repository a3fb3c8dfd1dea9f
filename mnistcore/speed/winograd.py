"""3x3 convolutions by Winograd's F(4x4, 3x3): 36 multiplications for a tile of 4x4 sums, instead of 144.

For one tile d (6, 6) of one channel and one kernel g (3, 3) the 4x4 sums are A ((G g Gᵀ) * (B d Bᵀ)) Aᵀ, where A, B and
G are constants. Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015.
"""

from functools import partial

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

MANY = 8  # channels: with fewer, the products are too small to pay for the transforms
B = np.array(
    [[4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0]]
    + [[0, -2, -1, 2, 1, 0], [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1]]
)
G = np.array([[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]]) / 24
A = np.array([[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]])


def transform(W: np.ndarray) -> np.ndarray | None:
    """G g Gᵀ of every 3x3 kernel g: (3, 3, C, K) -> (36, C, K); None where tiles would not pay off."""
    if W.shape[:2] != (3, 3) or W.shape[2] < MANY:
        return None
    return np.einsum("ai,bj,ijck->abck", G, G, W, optimize=True).reshape(36, *W.shape[2:]).astype(W.dtype)


def tiles(u: np.ndarray, U: np.ndarray, b: np.ndarray, pool: int) -> tuple[np.ndarray, list]:
    """The convolution of u, (m, H + 2, W + 2, C), with the kernels whose transforms are U, plus b.

    Returns the sums and the calls that fill them. The sums are a view, (m, h, 4 / pool, w, 4 / pool, K, pool, pool) for
    h times w tiles: the last two axes are the squares to be pooled.
    """
    C, K = U.shape[1:]
    d_view = sliding_window_view(u, (6, 6), axis=(1, 2))[:, ::4, ::4].transpose(4, 5, 0, 1, 2, 3)  # overlapping tiles
    m, h, w = d_view.shape[2:5]
    d, sums = np.zeros(d_view.shape, u.dtype), np.zeros((7, 6, m * h * w, K), u.dtype)
    v, a = d.reshape(6, 6, -1), sums.reshape(7, 6, -1)[:4, :4]  # replace what they are made from: less for the caches
    sums[6, 1] = b  # with a column of ones in A every sum gets b once, since column 1 of A is all ones, too
    calls = [
        partial(np.copyto, d, d_view),
        *_on_both_sides(B, v, B, v),
        partial(np.matmul, v.reshape(36, -1, C), U, sums[:6].reshape(36, -1, K)),  # (m h w, C) @ (C, K), 36 times
        *_on_both_sides(np.hstack([A, np.ones((4, 1))]), sums.reshape(7, 6, -1), A, a),
    ]
    n = 4 // pool
    return a.reshape(n, pool, n, pool, m, h, w, K).transpose(4, 5, 0, 6, 2, 7, 1, 3), calls


def _on_both_sides(left, x, right, z):
    """The calls that make z[:, :, n] = left x[:, :, n] rightᵀ for every n. z may share its memory with x."""
    half = np.zeros((x.shape[1], len(left), x.shape[2]), x.dtype)
    left, right = left.astype(x.dtype), right.astype(x.dtype)
    return [
        partial(np.matmul, left, x.transpose(1, 0, 2), half),
        partial(np.matmul, right, half.transpose(1, 0, 2), z),
    ]
