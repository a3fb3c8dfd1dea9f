"""Why this class: which strokes of a digit count for a class, and which against it. The network is asked in two ways.

`occlusion` makes a small square of the image black and lets the network read it again, once for every place of the
square. `gradient_times_input` asks the weights instead: how steeply would the answer change with each pixel?

Both answer in log-odds, log(p / (1 - p)): 0 is a probability of 50 %, 4.6 is 99 %, 9.2 is 99.99 %, and one more
multiplies the odds by e. Probabilities would hide what happens: close to 100 % they hardly move, however much changes.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .activations import identity_function, relu, sigmoid, softmax
from .errors import InputError
from .layers import Conv2D, Dense, Flatten, MaxPool2D

SIDE = 28


def occlusion(network, image, patch=5, batch_size=100):
    """How far the log-odds of every class fall when a square of the image is made black: (10, 28, 28).

    [k, i, j] belongs to class k and the square of patch x patch pixels around row i, column j: positive where its ink
    counts for k, negative where it counts against k, 0 where there is no ink to lose. After Zeiler and Fergus,
    "Visualizing and Understanding Convolutional Networks", 2014, who slide a grey square and watch the probability.

    network: any that ends in softmax. image: (784,), (28, 28) or (1, 28, 28), whole numbers 0..255 or floats 0..1.
    Only squares with ink are run, `batch_size` at a time. Raises InputError for another image, or an even patch.
    """
    image = _one_image(network, image)
    covered = occluded(image, patch)
    changed = (covered != image).any(axis=(1, 2))
    before = log_odds(network.logits(image[None]))  # (1, 10)
    after = log_odds(network.logits(covered[changed], batch_size))  # (squares with ink, 10)
    falls = np.zeros((len(covered), before.shape[1]), before.dtype)
    falls[changed] = before - after
    return falls.T.reshape(-1, SIDE, SIDE)  # (784, 10) -> (10, 28, 28)


def occluded(image, patch):
    """The image, (28, 28), with a square made black, once around every pixel: (784, 28, 28), row by row."""
    _check_patch(patch)
    place = np.arange(SIDE)
    near = np.abs(place[:, None] - place) <= patch // 2  # [centre, row]: does the row lie in the square?
    square = near[:, None, :, None] & near[None, :, None, :]  # [centre row, centre column, row, column]
    return np.where(square, 0, image).reshape(SIDE * SIDE, SIDE, SIDE)


def gradient_times_input(network, image):
    """What every pixel adds to the log-odds of every class if the network is taken for linear: (10, 28, 28).

    That is `gradient` times the pixel: what `occlusion` would find if nothing bent on the way to black. A black pixel
    adds 0. Known as gradient times input: Shrikumar and others, "Not Just a Black Box", 2016.

    network: hidden layers with sigmoid, relu or identity, softmax at the end. image: as for `occlusion`.
    Raises InputError for others.
    """
    image = _one_image(network, image)
    x = network.as_input(image[None]).reshape(SIDE, SIDE)
    return gradient(network, image) * x  # (10, 28, 28) * (28, 28) -> (10, 28, 28)


def over_squares(values, patch):
    """The sum of the values, (10, 28, 28), over the square of patch x patch pixels around every pixel: same shape."""
    _check_patch(patch)
    reach = patch // 2
    padded = np.pad(values, [(0, 0), (reach, reach), (reach, reach)])
    return sliding_window_view(padded, (patch, patch), axis=(1, 2)).sum(axis=(3, 4))


def gradient(network, image):
    """How steeply the log-odds of every class rise with every pixel: (10, 28, 28).

    The chain rule (chapter 5), from the last layer back to the first. Without hidden layers it gives the weights of
    the class less those of its rivals, each rival weighted by its share; hidden layers multiply their weights through.
    """
    outputs = network.trace(_one_image(network, image)[None])
    xs = [network.as_input(image[None]), *(output.activation for output in outputs[:-1])]  # what each layer gets
    a = outputs[-1].pre_activation  # (1, 10)
    d = np.eye(a.shape[1], dtype=a.dtype) - softmax(other_logits(a))[0]  # (10, 10): [k, j], log-odds k with sum j
    d = backward(network.layers[-1], xs[-1], d)
    for layer, x, output in reversed(list(zip(network.layers[:-1], xs, outputs, strict=False))):
        d = backward(layer, x, d * activation_derivative(layer.activation, output.activation))
    return d.reshape(-1, SIDE, SIDE)


def backward(layer, x, d):
    """From the slopes d along a layer's sums to those along its input x: one row of d for each class.

    x is (1, ...), one image; d is (10, ...), shaped as the layer's pre_activation, and what comes back as x.
    """
    match layer:
        case Dense():
            return d @ layer.W.T  # (10, outputs) @ (outputs, inputs) -> (10, inputs)
        case Conv2D():
            FH, FW, C, _ = layer.W.shape
            turned = layer.W[::-1, ::-1].swapaxes(2, 3)  # by half a turn, from K maps to C channels
            padded = np.pad(d, [(0, 0), (FH - 1, FH - 1), (FW - 1, FW - 1), (0, 0)])
            return Conv2D(turned, np.zeros(C, d.dtype)).pre_activation(padded)  # (10, H', W', K) -> (10, H, W, C)
        case MaxPool2D():
            return _to_the_largest(layer.size, x, layer.pre_activation(x), d)
        case Flatten():
            return d.reshape(len(d), *x.shape[1:])  # (10, H W C) -> (10, H, W, C)
    raise InputError(f"Expected layers Dense, Conv2D, MaxPool2D or Flatten, found {type(layer).__name__}.")


def activation_derivative(activation, z):
    """The derivative of an activation function where it gave z (sections 5.5.1 and 5.5.2)."""
    if activation is sigmoid:
        return z * (1 - z)
    if activation is relu:
        return (z > 0).astype(z.dtype)
    if activation is identity_function:
        return np.ones_like(z)
    raise InputError(f"Expected sigmoid, relu or identity_function in a hidden layer, found {activation.__name__}.")


def log_odds(a):
    """log(p / (1 - p)) of every class, p = softmax(a): a_k - log Σ e^a_j over all other classes j. (N, 10) -> same."""
    others = other_logits(a)
    largest = others.max(axis=2, keepdims=True)
    return a - largest[..., 0] - np.log(np.exp(others - largest).sum(axis=2))


def other_logits(a):
    """For every class the sums of the others, itself at -infinity: (N, 10) -> (N, 10, 10)."""
    return np.where(np.eye(a.shape[1], dtype=bool), -np.inf, a[:, None, :])


def _to_the_largest(size, x, z, d):
    """The slopes d along what pooling gave, z, passed to the number in x that was the largest of its square."""
    _, H, W, _ = z.shape
    inside = np.s_[:, : H * size, : W * size]
    chosen = x[inside] == z.repeat(size, axis=1).repeat(size, axis=2)
    dx = np.zeros((len(d), *x.shape[1:]), d.dtype)
    dx[inside] = d.repeat(size, axis=1).repeat(size, axis=2) * chosen
    return dx


def _one_image(network, image):
    image = np.asarray(image)
    network.as_input(image[None])  # raises InputError for what is no image
    return image.reshape(SIDE, SIDE)


def _check_patch(patch):
    if patch not in range(1, 2 * SIDE, 2):
        raise InputError(f"Expected a patch with a pixel in its middle, 1, 3, 5, ... wide, found {patch}.")
