"""The same sums, arranged for the machine: a network's forward pass as fast as NumPy can do it.

`layers.py` has the equations. They are calculated here too, to within rounding, but in another order and other places:

- Images go through in blocks whose numbers stay in the processor's cache, from buffers that are used again and again.
  Bytes become floats only there.
- What is constant is multiplied into the weights once: the 1/255 of the pixels, and the halves of
  sigmoid(a) = tanh(a / 2) / 2 + 1 / 2. So every layer takes some u that stands for x = scale u + shift.
- A 3x3 convolution multiplies tiles, not windows (Winograd's algorithm; Lavin and Gray, "Fast Algorithms for
  Convolutional Neural Networks", 2015): a quarter of the products.
- The largest of four comes before bias and activation, which then have a quarter of the work: neither changes which
  of them is the largest.
- Blocks are dealt out to threads, and the library behind the products keeps to one thread in each.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..activations import identity_function, relu, sigmoid, softmax, step_function
from ..layers import Conv2D, Dense, Flatten, MaxPool2D
from ..network import Network
from .blas import limit_blas_threads

BLOCK = 250  # images that go through dense layers at once
CONVOLVED = 2  # images that go through convolutions at once: they take much more room
FEW = 24  # rows: fewer are multiplied faster by a matrix that is stored column after column ...
CACHED = 2**20  # ... if it has no more bytes than this
MANY = 8  # channels: with fewer, Winograd's products are too small to be worth their detour
TOO_FEW = 32  # images in a block: with fewer, threads wait for each other longer than they work
MONOTONE = relu, sigmoid, identity_function, step_function  # the largest stays the largest


def accelerate(network, threads=None):
    """The same network with a faster `predict_proba`, on so many threads; None: one for each core."""
    return Accelerated(network.layers, threads or _cores())


def _cores():
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, eq=False)
class Accelerated(Network):
    """A network that predicts by the same sums in another arrangement; everything else is as in Network."""

    threads: int = 1

    def predict_proba(self, images, batch_size=100):
        """Class probabilities, (N, 10) float32, to 1e-5 those of `Network`: at most `batch_size` images at a time.

        images and errors: as for `Network.predict_proba`.
        """
        images = self._checked(images, batch_size)
        y = np.empty((len(images), self.layers[-1].b.size), np.float32)
        blocks = self._blocks(len(images), batch_size)
        to_do = iter(blocks)

        def work():  # what each thread does: the next block, until none is left
            passes = {}
            for block in to_do:
                n = block.stop - block.start
                if n not in passes:
                    passes[n] = Pass(self, n)
                passes[n].run(images[block], y[block])

        with limit_blas_threads(1):
            if self.threads == 1 or len(blocks) < 2 or (blocks[0].stop < TOO_FEW and not self._stages[0]):
                work()
            else:
                with ThreadPoolExecutor(self.threads) as pool:
                    for thread in [pool.submit(work) for _ in range(self.threads)]:
                        thread.result()
        return y

    def _blocks(self, N, batch_size):
        """Slices of N images: whole batches, or parts of a batch that is large or all there is for the threads."""
        size = min(batch_size, BLOCK, max(1, -(-N // self.threads)))
        batches = (slice(start, min(start + batch_size, N)) for start in range(0, N, batch_size))
        return [slice(s, min(s + size, batch.stop)) for batch in batches for s in range(batch.start, batch.stop, size)]

    @property
    def _compute_dtype(self):
        return np.result_type(self.dtype, np.float32)  # float16 has no fast products

    @cached_property
    def _stages(self):
        """The stages up to Flatten, in which there are convolutions, and those behind it."""
        head, tail = [], []
        for stage in _stages(self.layers, self._compute_dtype):
            tail.append(stage)
            if stage is flatten:
                head, tail = head + tail, []
        return head, tail


class Pass:
    """One way through the network for n images: buffers, and the NumPy calls that fill one after the other."""

    def __init__(self, network, n):
        head, tail = network._stages
        self.u = np.zeros((min(n, CONVOLVED) if head else n, *network.input_shape), network._compute_dtype)
        self.features, self.convolve = _chain(head, self.u)
        whole = len(self.features) == n
        self.rows = self.features if whole else np.zeros((n, *self.features.shape[1:]), self.u.dtype)
        self.y, self.calls = _chain(tail, self.rows)

    def run(self, images, y):
        """The probabilities y (n, 10) of n images, whole numbers 0..255 or floats 0..1, of any shape."""
        images = images.reshape(len(images), *self.u.shape[1:])
        for start in range(0, len(images), len(self.u)):
            part = images[start : start + len(self.u)]
            self._take(part)
            for call in self.convolve:
                call()
            if self.rows is not self.features:
                self.rows[start : start + len(part)] = self.features[: len(part)]
        for call in self.calls:
            call()
        y[:] = self.y

    def _take(self, images):
        """Whole numbers and floats alike as floats 0..255."""
        if images.dtype.kind == "f":
            np.multiply(images, 255, out=self.u[: len(images)], dtype=self.u.dtype, casting="unsafe")
        else:
            self.u[: len(images)] = images


def _chain(stages, x):
    """The buffer in which the last of the stages leaves what it makes of x, and all calls that lead there."""
    calls = []
    for stage in stages:
        x, more = stage(x)
        calls += more
    return x, calls


class Affine(NamedTuple):
    """What the numbers u in a buffer stand for: x = scale u + shift, with |u| at most `bound`."""

    scale: float = 1.0
    shift: float = 0.0
    bound: float = 1e30


HALVED = Affine(0.5, 0.5, 1)  # sigmoid(a) = 1/2 tanh(a / 2) + 1/2, where tanh(a / 2) is in the buffer


def _stages(layers, dtype):
    """The layers as stages, functions of the buffer u: they return the buffer for their output, and the calls between.

    Each stage's weights are changed so that they take u as it is, instead of the x that it means.
    """
    u = Affine(scale=1 / 255, bound=255)  # whole numbers, 0..255
    for before, layer, behind in zip((None, *layers), layers, (*layers[1:], None), strict=False):
        if type(layer) is Flatten:
            yield flatten
        elif type(layer) in (Dense, Conv2D):  # and no subclass, which may do something else
            W, b = (w.astype(dtype) for w in _folded(layer, u))
            if type(layer) is Dense:
                yield partial(dense, W, b, layer.activation, u.bound)
            else:
                pool = behind.size if _pools(layer, behind) else 1
                yield partial(convolution, W, tile_weights(W), b, layer.activation, pool)
            u = HALVED if layer.activation is sigmoid else Affine()
        elif not _pools(before, layer):
            yield partial(as_written, layer.forward, u)
            u = Affine()
    if u == HALVED:
        yield partial(as_written, identity_function, u)


def _folded(layer, u):
    """W and b for u instead of the x that it means; halved where sigmoid wants a / 2."""
    half = 0.5 if layer.activation is sigmoid else 1.0
    W = layer.W.astype(np.float64)
    b = layer.b + u.shift * W.reshape(-1, W.shape[-1]).sum(axis=0)
    return half * u.scale * W, half * b


def _pools(layer, behind):
    """Whether `behind` takes the largest of what `layer` makes, which can then be found before bias and activation."""
    return type(layer) is Conv2D and type(behind) is MaxPool2D and layer.activation in MONOTONE


def _activate(a, activation, z):
    """The calls that make z = activation(a), or for sigmoid what means the same; z may be a."""
    if activation is identity_function:
        return [] if z is a else [partial(np.copyto, z, a)]
    if activation is relu:
        return [partial(np.maximum, a, 0, out=z)]
    if activation is sigmoid:
        return [partial(np.tanh, a, z)]
    return [lambda: np.copyto(z, activation(a))]


def flatten(u):
    """(n, H, W, C) -> (n, H W C), the same memory."""
    return u.reshape(len(u), -1), []


def dense(W, b, activation, bound, u):
    """(n, inputs) @ (inputs, outputs) + (outputs,) -> (n, outputs), and the activation."""
    n = len(u)
    z = np.zeros((n, b.size), W.dtype)
    by_column = n < FEW and W.nbytes < CACHED
    sums = [partial(np.dot, u, np.asfortranarray(W) if by_column else W, z), partial(np.add, z, b[None], z)]
    small = bound * np.abs(W).sum(axis=0).max() + np.abs(b).max() < 80  # then no exponential can overflow
    return z, sums + (_softmax(z, small) if activation is softmax else _activate(z, activation, z))


def _softmax(a, small):
    """The calls that make the softmax of each row in place, as in `activations`."""
    of_row = np.zeros((len(a), 1), a.dtype)
    largest = [partial(np.maximum.reduce, a, -1, None, of_row, True), partial(np.subtract, a, of_row, a)]
    sums = [partial(np.exp, a, a), partial(np.add.reduce, a, -1, None, of_row, True), partial(np.divide, a, of_row, a)]
    return sums if small else largest + sums


def as_written(forward, meaning, u):
    """A layer of another kind: its own `forward`."""

    def x():
        return meaning.scale * u + meaning.shift

    z = np.array(forward(x()), u.dtype)
    return z, [lambda: np.copyto(z, forward(x()))]


# Convolution: as products of windows, or, for 3x3 kernels on many channels, of tiles. Either way the bias is one more
# product, with a 1 that stays in the buffer.


def convolution(W, U, b, activation, pool, u):
    """The largest of every pool x pool square of the convolution of u with W, plus b; then the activation."""
    FH, FW, _, K = W.shape
    H, width = u.shape[1] - FH + 1, u.shape[2] - FW + 1
    tiled = U is not None and not (H % 4 or width % 4 or 4 % pool)
    a, squares, order, calls = by_tiles(u, U, b, pool) if tiled else by_windows(u, W, b, pool)
    if pool > 1:
        at_least, activation = ({"initial": 0}, identity_function) if activation is relu else ({}, activation)
        largest = np.zeros(np.delete(a.shape, squares), u.dtype)
        calls.append(partial(np.maximum.reduce, a, axis=squares, out=largest, **at_least))
    else:
        largest = a.squeeze(squares)
    largest = largest.transpose(order)
    z = largest if largest.flags.c_contiguous else np.zeros(largest.shape, u.dtype)
    calls += _activate(largest, activation, z)
    return z.reshape(len(u), H // pool, width // pool, K), calls


def by_windows(u, W, b, pool):
    """Each window a column, each row the same place in all windows: few long copies instead of many short ones.

    Returns the sums a with two axes of length `pool`, which those are, the order of the others that makes an image of
    them, and the calls that fill a.
    """
    FH, FW, C, K = W.shape
    windows = sliding_window_view(u, (FH, FW), axis=(1, 2)).transpose(4, 5, 3, 0, 1, 2)  # (FH, FW, C, m, H, W), a view
    m, H, width = windows.shape[3:]
    columns, a = np.ones((FH * FW * C + 1, m * H * width), u.dtype), np.zeros((m, H, width, K), u.dtype)
    calls = [
        partial(np.copyto, columns[:-1].reshape(windows.shape), windows),
        partial(np.dot, columns.T, np.vstack([W.reshape(-1, K), b]), a.reshape(-1, K)),
    ]
    h, w = H // pool, width // pool
    return a[:, : h * pool, : w * pool].reshape(m, h, pool, w, pool, K), (2, 4), (0, 1, 2, 3), calls


B = np.array(
    [[4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0]]
    + [[0, -2, -1, 2, 1, 0], [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1]]
)
G = np.array([[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]]) / 24
A = np.array([[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]])


def tile_weights(W):
    """G g Gᵀ of every 3x3 kernel g: (3, 3, C, K) -> (36, C, K); None where tiles are of no use."""
    if W.shape[:2] != (3, 3) or W.shape[2] < MANY:
        return None
    return np.einsum("ai,bj,ijck->abck", G, G, W, optimize=True).reshape(36, *W.shape[2:]).astype(W.dtype)


def by_tiles(u, U, b, pool):
    """Winograd's F(4x4, 3x3): 36 products for a tile of 4x4 sums, instead of 144. Returns what by_windows returns.

    For one tile d (6, 6) of one channel and one kernel g (3, 3), the 4x4 sums are A ((G g Gᵀ) * (B d Bᵀ)) Aᵀ.
    """
    C, K = U.shape[1:]
    tiles = sliding_window_view(u, (6, 6), axis=(1, 2))[:, ::4, ::4].transpose(4, 5, 0, 1, 2, 3)  # overlapping views
    m, h, w = tiles.shape[2:5]
    d, v = np.zeros(tiles.shape, u.dtype), np.zeros((6, 6, m * h * w * C), u.dtype)
    sums, a = np.zeros((7, 6, m * h * w, K), u.dtype), np.zeros((4, 4, m * h * w * K), u.dtype)
    sums[6, 1] = b  # and a column of ones in A: so every sum gets b once, since column 1 of A is all ones, too
    calls = [
        partial(np.copyto, d, tiles),
        *_on_both_sides(B, d.reshape(6, 6, -1), B, v),
        partial(np.matmul, v.reshape(36, -1, C), U, sums[:6].reshape(36, -1, K)),  # (m h w, C) @ (C, K), 36 times
        *_on_both_sides(np.hstack([A, np.ones((4, 1))]), sums.reshape(7, 6, -1), A, a),
    ]
    n = 4 // pool
    return a.reshape(n, pool, n, pool, m, h, w, K), (1, 3), (2, 3, 0, 4, 1, 5), calls  # (m, h, n, w, n, K)


def _on_both_sides(left, x, right, z):
    """The calls that make z[:, :, n] = left x[:, :, n] rightᵀ for every n."""
    half = np.zeros((x.shape[1], len(left), x.shape[2]), x.dtype)
    left, right = left.astype(x.dtype), right.astype(x.dtype)
    return [
        partial(np.matmul, left, x.transpose(1, 0, 2), half),
        partial(np.matmul, right, half.transpose(1, 0, 2), z),
    ]
