"""Why this class: which strokes of a digit count for a class, and which against it. Two methods answer that.

`occlusion` covers a small square of the image in black and runs the network again, once for each position of the
square. `gradient_times_input` uses the derivatives instead: how fast does the output change with each pixel?

Both answer in log-odds, log(p / (1 - p)): 0 is a probability of 50%, 4.6 is 99%, 9.2 is 99.99%, and each further 1
multiplies the odds by e. Probabilities would hide most changes: close to 100% they hardly move.
"""

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from .activations import identity_function, relu, sigmoid, softmax, tanh
from .errors import InputError
from .layers import Conv2D, Dense, Flatten, Layer, MaxPool2D
from .network import Network

SIDE = 28


def occlusion(
    network: Network, image: ArrayLike, patch: int = 5, batch_size: int = 16, rows: slice = slice(None)
) -> np.ndarray:
    """How much the log-odds of each class fall when a square of the image is covered in black: (10, 28, 28).

    Element [k, i, j] is for class k and the square of patch x patch pixels around row i, column j: positive where its
    ink counts for k, negative where it counts against k, 0 where there is no ink. After Zeiler and Fergus, "Visualizing
    and Understanding Convolutional Networks", 2014, who slide a grey square and plot the probability.

    network: any that ends in softmax. image: (784,), (28, 28) or (1, 28, 28), integers 0..255 or floats 0..1. Only
    squares with ink are run, `batch_size` at a time: a few, since convolutions take much memory for each of them.
    rows: of the result, (10, rows, 28); all by default.
    Raises InputError for another image, or an even patch.
    """
    image = _one_image(network, image)
    covered = occluded(image, patch).reshape(SIDE, -1)[rows].reshape(-1, SIDE, SIDE)  # (squares, 28, 28)
    changed = (covered != image).any(axis=(1, 2))
    before = log_odds(network.logits(image[None]))  # (1, 10)
    after = log_odds(network.logits(covered[changed], batch_size))  # (squares with ink, 10)
    falls = np.zeros((len(covered), before.shape[1]), before.dtype)
    falls[changed] = before - after
    return falls.T.reshape(before.shape[1], -1, SIDE)  # (784, 10) -> (10, 28, 28)


def occluded(image: np.ndarray, patch: int) -> np.ndarray:
    """The image, (28, 28), with a black square around each pixel in turn: (784, 28, 28), row by row."""
    _check_patch(patch)
    place = np.arange(SIDE)
    near = np.abs(place[:, None] - place) <= patch // 2  # [centre, row]: is the row within the square?
    square = near[:, None, :, None] & near[None, :, None, :]  # [centre row, centre column, row, column]
    return np.where(square, 0, image).reshape(SIDE * SIDE, SIDE, SIDE)


def gradient_times_input(network: Network, image: ArrayLike) -> np.ndarray:
    """How much each pixel contributes to the log-odds of each class, to first order: (10, 28, 28).

    This is `gradient` times the pixel. If the log-odds were linear in the pixels, its sum over a square
    (`over_squares`) would be exactly what `occlusion` finds. A black pixel contributes 0. Source: Shrikumar and others,
    "Not Just a Black Box", 2016.

    network: hidden layers with sigmoid, tanh, relu or identity, softmax at the end. image: as for `occlusion`.
    Raises InputError for others.
    """
    image = _one_image(network, image)
    x = network.as_input(image[None]).reshape(SIDE, SIDE)
    return gradient(network, image) * x  # (10, 28, 28) * (28, 28) -> (10, 28, 28)


def over_squares(values: np.ndarray, patch: int) -> np.ndarray:
    """The sum of the values, (10, 28, 28), over the square of patch x patch pixels around each pixel: same shape."""
    _check_patch(patch)
    reach = patch // 2
    padded = np.pad(values, [(0, 0), (reach, reach), (reach, reach)])
    return sliding_window_view(padded, (patch, patch), axis=(1, 2)).sum(axis=(3, 4))


def gradient(network: Network, image: ArrayLike) -> np.ndarray:
    """The derivative of the log-odds of each class with respect to each pixel: (10, 28, 28).

    By the chain rule (chapter 5), from the last layer back to the first. Without hidden layers it is the weights of
    the class minus a weighted mean of the other classes' weights; hidden layers multiply their weights in.
    """
    image = _one_image(network, image)
    outputs = network.trace(image[None])
    xs = [network.as_input(image[None]), *(output.activation for output in outputs[:-1])]  # the layers' inputs
    a = outputs[-1].pre_activation  # (1, 10)
    d = np.eye(a.shape[1], dtype=a.dtype) - softmax(other_logits(a))[0]  # (10, 10): d log_odds[k] / d a[j]
    d = backward(network.layers[-1], xs[-1], d)
    for layer, x, output in reversed(list(zip(network.layers[:-1], xs, outputs, strict=False))):
        d = backward(layer, x, d * activation_derivative(layer.activation, output.activation))
    return d.reshape(-1, SIDE, SIDE)


def backward(layer: Layer, x: np.ndarray, d: np.ndarray) -> np.ndarray:
    """Backpropagate through a layer: from derivatives with respect to its pre-activation to those with respect to x.

    x: the layer's input for one image, (1, ...). d: the derivatives, (10, ...), one row per class and otherwise in the
    shape of the pre-activation. Returns (10, ...) in the shape of x. Raises InputError for any other kind of layer.
    """
    match layer:
        case Dense():
            return d @ layer.W.T  # (10, outputs) @ (outputs, inputs) -> (10, inputs)
        case Conv2D():
            return _to_the_windows(layer.W, x, d)
        case MaxPool2D():
            return _to_the_maximum(layer.size, x, layer.pre_activation(x), d)
        case Flatten():
            return d.reshape(len(d), *x.shape[1:])  # (10, H W C) -> (10, H, W, C)
    raise InputError("Expected layers Dense, Conv2D, MaxPool2D or Flatten, found {layer}.", layer=type(layer).__name__)


def activation_derivative(activation: Callable, z: np.ndarray) -> np.ndarray:
    """The derivative of an activation function at the point where its value is z (sections 5.5.1 and 5.5.2).

    Raises InputError for another function than sigmoid, tanh, relu and identity_function.
    """
    if activation is sigmoid:
        return z * (1 - z)
    if activation is tanh:
        return 1 - z * z
    if activation is relu:
        return (z > 0).astype(z.dtype)
    if activation is identity_function:
        return np.ones_like(z)
    raise InputError(
        "Expected sigmoid, tanh, relu or identity_function in a hidden layer, found {name}.", name=activation.__name__
    )


def log_odds(a: np.ndarray) -> np.ndarray:
    """log(p / (1 - p)) of each class with p = softmax(a): a_k - log Σ e^a_j over all other classes j, (N, 10) -> same.

    >>> log_odds(np.log([[0.6, 0.3, 0.1]])).round(3)
    array([[ 0.405, -0.847, -2.197]])
    """
    others = other_logits(a)
    largest = others.max(axis=2, keepdims=True)
    return a - largest[..., 0] - np.log(np.exp(others - largest).sum(axis=2))


def other_logits(a: np.ndarray) -> np.ndarray:
    """For each class the logits with its own set to -infinity: (N, 10) -> (N, 10, 10)."""
    return np.where(np.eye(a.shape[1], dtype=bool), -np.inf, a[:, None, :])


def _to_the_windows(W, x, d):
    """The derivatives d with respect to a convolution's sums, passed on to all pixels in their windows."""
    FH, FW, C, K = W.shape
    N, H, width, _ = d.shape
    dx = np.zeros((N, *x.shape[1:]), d.dtype)
    for i, j in np.ndindex(FH, FW):
        passed = d.reshape(-1, K) @ W[i, j].T  # (N H' W', K) @ (K, C) -> (N H' W', C)
        dx[:, i : i + H, j : j + width] += passed.reshape(N, H, width, C)
    return dx


def _to_the_maximum(size, x, z, d):
    """The derivatives d with respect to the pooled maps z, assigned to the maximum of each square of x."""
    _, H, W, _ = z.shape
    inside = np.s_[:, : H * size, : W * size]
    chosen = x[inside] == z.repeat(size, axis=1).repeat(size, axis=2)
    dx = np.zeros((len(d), *x.shape[1:]), d.dtype)
    dx[inside] = d.repeat(size, axis=1).repeat(size, axis=2) * chosen
    return dx


def _one_image(network: Network, image: ArrayLike) -> np.ndarray:
    image = np.asarray(image)
    network.checked(image[None])
    return image.reshape(SIDE, SIDE)


def _check_patch(patch):
    if patch not in range(1, 2 * SIDE, 2):
        raise InputError("Expected a patch of odd width, 1, 3, 5, ..., found {patch}.", patch=patch)
