"""The layers of a network. Each is a frozen dataclass: its weights and its equation.

`pre_activation(x)` is what a layer computes from its input (the book's a), `activation` the function applied to that,
and `forward(x)` is both (the book's z). N is the number of images in a batch.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .activations import identity_function, relu


class Layer:
    """What all layers share: z = activation(pre_activation(x))."""

    activation: Callable = staticmethod(identity_function)

    def pre_activation(self, x: np.ndarray) -> np.ndarray:
        raise NotImplementedError

    def forward(self, x: np.ndarray) -> np.ndarray:
        return self.activation(self.pre_activation(x))


@dataclass(frozen=True, eq=False)
class Dense(Layer):
    """Fully connected layer: a = x W + b, z = activation(a) (section 3.4).

    W is (inputs, outputs), b is (outputs,); x is (inputs,) or (N, inputs), a and z are (outputs,) or (N, outputs).

    >>> W, b = np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), np.array([0.1, 0.2, 0.3])
    >>> Dense(W, b).forward(np.array([1.0, 0.5]))
    array([0.3, 0.7, 1.1])
    """

    W: np.ndarray
    b: np.ndarray
    activation: Callable = identity_function

    def pre_activation(self, x: np.ndarray) -> np.ndarray:
        return x @ self.W + self.b  # (N, inputs) @ (inputs, outputs) + (outputs,) -> (N, outputs)


@dataclass(frozen=True, eq=False)
class Conv2D(Layer):
    """Convolution: a[n, i, j, k] = Σ x[n, i:i+FH, j:j+FW, :] W[:, :, :, k] + b[k] (section 7.2).

    Kernel W[..., k] is applied at every position of the image and makes feature map k. W is (FH, FW, C, K), b is (K,);
    x is (N, H, W, C), a and z are (N, H - FH + 1, W - FW + 1, K). Channels come last, and there is no padding.
    """

    W: np.ndarray
    b: np.ndarray
    activation: Callable = relu

    def pre_activation(self, x: np.ndarray) -> np.ndarray:
        FH, FW, C, K = self.W.shape
        windows = sliding_window_view(x, (FH, FW), axis=(1, 2))  # (N, H', W', C, FH, FW), a view of x
        N, H, W = windows.shape[:3]
        columns = windows.transpose(0, 1, 2, 4, 5, 3).reshape(N * H * W, FH * FW * C)  # each window a row: im2col
        a = columns @ self.W.reshape(FH * FW * C, K) + self.b  # (N H' W', FH FW C) @ (FH FW C, K) -> (N H' W', K)
        return a.reshape(N, H, W, K)


@dataclass(frozen=True)
class MaxPool2D(Layer):
    """Max pooling: the maximum of every size x size square (section 7.3).

    (N, H, W, C) -> (N, H // size, W // size, C). Rows and columns that do not fill a square are dropped.
    """

    size: int = 2

    def pre_activation(self, x: np.ndarray) -> np.ndarray:
        N, H, W, C = x.shape
        H, W, s = H // self.size, W // self.size, self.size
        squares = x[:, : H * s, : W * s].reshape(N, H, s, W, s, C)
        return squares.max(axis=(2, 4))  # (N, H', s, W', s, C) -> (N, H', W', C)


@dataclass(frozen=True)
class Flatten(Layer):
    """All values of an image in one row: (N, H, W, C) -> (N, H W C)."""

    def pre_activation(self, x: np.ndarray) -> np.ndarray:
        return x.reshape(len(x), -1)
