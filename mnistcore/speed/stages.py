"""Layers as stages of the accelerated forward pass: NumPy calls, prepared once, from one buffer to the next.

A stage is a function of its input buffer u. It allocates its output and returns a `Plan`. The layer's true input is
x = scale u + shift (an `Affine`); scale and shift are folded into the weights, so u is used as it is.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import DTypeLike

from ..activations import identity_function, relu, sigmoid, softmax, step_function, tanh
from ..layers import Conv2D, Dense, Flatten, MaxPool2D
from . import winograd

FEW = 24  # rows: with fewer, products are faster if a tall matrix is stored column by column ...
CACHED = 2**20  # ... and has no more bytes than this; a single row always is faster so
DIRECT = 10**6  # multiplications: in larger products, BLAS first copies both matrices ...
MANY = 64  # ... which takes little of the time for as many rows as this
MONOTONE = relu, sigmoid, tanh, identity_function, step_function  # the maximum stays the maximum
SAFE = 80  # |a| below which softmax cannot overflow in float32, even without subtracting the maximum


class Plan(NamedTuple):
    """NumPy calls, in order, and the buffer that receives their result."""

    output: np.ndarray
    calls: list

    def run(self) -> None:
        for call in self.calls:
            call()


class Affine(NamedTuple):
    """What the numbers u in a buffer stand for: x = scale u + shift, with |u| at most `bound`."""

    scale: float = 1.0
    shift: float = 0.0
    bound: float = 1e30


PIXELS = Affine(scale=1 / 255, bound=255)
HALVED = Affine(0.5, 0.5, 1)  # sigmoid(a) = 1/2 tanh(a / 2) + 1/2, where tanh(a / 2) is in the buffer


def as_stages(layers: Sequence, dtype: DTypeLike) -> Iterator[Callable]:
    """Yield the stages for these layers, whose weights become `dtype`. The first takes pixels, 0..255."""
    u = PIXELS
    for before, layer, behind in zip((None, *layers), layers, (*layers[1:], None), strict=False):
        if type(layer) is Flatten:
            yield flatten
        elif type(layer) in (Dense, Conv2D):  # and no subclass, which may do something else
            W, b = (w.astype(dtype) for w in fold(layer, u))
            if type(layer) is Dense:
                by_column = np.asfortranarray(W) if len(W) > len(b) else W
                yield partial(dense, W, by_column, b, layer.activation, u.bound)
            else:
                pool = behind.size if _pools(layer, behind) else 1
                yield partial(convolution, W, winograd.transform(W), b, layer.activation, pool)
            u = HALVED if layer.activation is sigmoid else Affine()
        elif not _pools(before, layer):
            yield partial(as_written, layer.forward, u)
            u = Affine()
    if u == HALVED:
        yield partial(as_written, identity_function, u)


def fold(layer: Dense | Conv2D, u: Affine) -> tuple[np.ndarray, np.ndarray]:
    """W and b for u instead of the x that it stands for: x W + b = u (scale W) + (b + shift Σ W).

    Both are halved for sigmoid, which then takes tanh(a / 2).
    """
    half = 0.5 if layer.activation is sigmoid else 1.0
    W = layer.W.astype(np.float64)
    b = layer.b + u.shift * W.reshape(-1, W.shape[-1]).sum(axis=0)
    return half * u.scale * W, half * b


def dense(
    W: np.ndarray, by_column: np.ndarray, b: np.ndarray, activation: Callable, bound: float, u: np.ndarray
) -> Plan:
    """z = activation(u W + b): (n, inputs) @ (inputs, outputs) + (outputs,) -> (n, outputs). by_column: W or a copy."""
    few = len(u) == 1 or (len(u) < FEW and W.nbytes < CACHED)
    z, calls = weighted_sums(u, by_column if few else W, b)
    if activation is not softmax:
        return Plan(z, calls + _activate(z, activation, z))
    largest = bound * np.abs(W).sum(axis=0).max() + np.abs(b).max()
    return Plan(z, calls + _softmax(z, subtract=largest >= SAFE))


def weighted_sums(u: np.ndarray, W: np.ndarray, b: np.ndarray) -> Plan:
    """u W + b. To add up small products, each over a part of the inputs, may be faster than one large product."""
    n, inputs, outputs = len(u), *W.shape
    z = np.zeros((n, outputs), W.dtype)
    parts = next(k for k in range(1, inputs + 1) if inputs % k == 0 and n * inputs * outputs <= k * DIRECT)
    if parts == 1 or n == 1 or n >= MANY:
        return Plan(z, [partial(np.dot, u, W, z), partial(np.add, z, b[None], z)])
    sums = np.zeros((parts + 1, n, outputs), W.dtype)
    sums[parts] = b
    u, W = u.reshape(n, parts, -1).transpose(1, 0, 2), W.reshape(parts, -1, outputs)
    return Plan(z, [partial(np.matmul, u, W, sums[:parts]), partial(np.add.reduce, sums, 0, None, z)])


def convolution(
    W: np.ndarray, U: np.ndarray | None, b: np.ndarray, activation: Callable, pool: int, u: np.ndarray
) -> Plan:
    """The convolution of u with W plus b, max-pooled, then the activation. U: the result of `winograd.transform(W)`."""
    FH, FW, _, K = W.shape
    H, width = u.shape[1] - FH + 1, u.shape[2] - FW + 1
    if U is None or H % 4 or width % 4 or 4 % pool:
        squares, calls = windows(u, W, b, pool)
    else:
        squares, calls = winograd.tiles(u, U, b, pool)
    largest = squares[..., 0, 0]
    if pool > 1:
        largest = np.zeros_like(largest)  # laid out in memory as the squares are
        at_least, activation = ({"initial": 0}, identity_function) if activation is relu else ({}, activation)
        calls.append(partial(np.maximum.reduce, squares, axis=(-2, -1), out=largest, **at_least))
    z = largest if largest.flags.c_contiguous else np.zeros(largest.shape, u.dtype)
    calls += _activate(largest, activation, z)
    return Plan(z.reshape(len(u), H // pool, width // pool, K), calls)


def windows(u: np.ndarray, W: np.ndarray, b: np.ndarray, pool: int) -> Plan:
    """Convolution as one matrix product: each window is a column, and a row of ones below takes the bias (im2col).

    Returns a Plan whose output is a view of the sums, (m, H / pool, width / pool, K, pool, pool): the last two axes are
    the squares to be pooled.
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
    squares = a[:, : h * pool, : w * pool].reshape(m, h, pool, w, pool, K)
    return Plan(squares.transpose(0, 1, 3, 5, 2, 4), calls)


def flatten(u: np.ndarray) -> Plan:
    """(n, H, W, C) -> (n, H W C), the same memory."""
    return Plan(u.reshape(len(u), -1), [])


def as_written(forward: Callable, affine: Affine, u: np.ndarray) -> Plan:
    """Any other layer: its own `forward`."""

    def x():
        return affine.scale * u + affine.shift

    z = np.array(forward(x()), u.dtype)
    return Plan(z, [lambda: np.copyto(z, forward(x()))])


def _pools(layer, behind):
    """Whether `behind` pools the output of `layer` and can do so before the activation."""
    return type(layer) is Conv2D and type(behind) is MaxPool2D and layer.activation in MONOTONE


def _activate(a, activation, z):
    """The calls that make z = activation(a), or tanh(a) for sigmoid; z may be a."""
    if activation is identity_function:
        return [] if z is a else [partial(np.copyto, z, a)]
    if activation is relu:
        return [partial(np.maximum, a, np.zeros(a.shape[1:], a.dtype), out=z)]  # 4 times as fast as with the number 0
    if activation in (sigmoid, tanh):
        return [partial(np.tanh, a, z)]
    return [lambda: np.copyto(z, activation(a))]


def _softmax(a, subtract):
    """The calls that make the softmax of each row in place; subtract: the row's maximum first, against overflow."""
    of_row = np.zeros((len(a), 1), a.dtype)
    largest = [partial(np.maximum.reduce, a, -1, None, of_row, True), partial(np.subtract, a, of_row, a)]
    sums = [partial(np.exp, a, a), partial(np.add.reduce, a, -1, None, of_row, True), partial(np.divide, a, of_row, a)]
    return largest + sums if subtract else sums
