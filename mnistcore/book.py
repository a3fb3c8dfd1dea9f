"""Chapter 3's own function names, so that a program typed from *Deep Learning from Scratch* runs with new imports.

get_data, init_network and predict are from section 3.6.2, img_show from section 3.6.1. Where the book passes a dict of
arrays, so do these functions.
"""

import os
import sys
import warnings
from os import PathLike

import numpy as np
from numpy.typing import ArrayLike

from .errors import InputError
from .files.datasets import load_mnist
from .files.weights import chain, load_weights
from .network import Network


def get_data() -> tuple[np.ndarray, np.ndarray]:
    """MNIST's 10,000 test images, (10000, 784) float32 in 0..1, and their labels, (10000,) uint8.

    Errors: as for `load_mnist`.
    """
    _, (x_test, t_test) = load_mnist(normalize=True, flatten=True, one_hot_label=False)
    return x_test, t_test


def init_network(path: str | PathLike | None = None) -> dict[str, np.ndarray]:
    """The weights as a dict W1, b1, W2, b2, W3, b3 of float32 arrays: the built-in ones, or those in a file.

    Raises WeightsError for a file that is not a chain of layers from 784 to 10.
    """
    return load_weights("mlp" if path is None else path)


def predict(network: dict[str, np.ndarray] | Network, x: np.ndarray) -> np.ndarray:
    """Probabilities of the ten digits: x (784,) -> (10,), or (N, 784) -> (N, 10), floats 0..1.

    network: the dict from `init_network` (sigmoid in the hidden layers, then softmax), or a Network. If its first layer
    is Conv2D, x is (N, 28, 28, 1).

    >>> predict(init_network(), np.zeros((100, 784), np.float32)).shape
    (100, 10)
    """
    network = network if isinstance(network, Network) else chain(network)
    return network.forward(x)


def img_show(img: ArrayLike) -> None:
    """Show one image in the system's picture viewer: (28, 28) or (784,), integers 0..255 or floats 0..1.

    In a notebook without a display, it is shown there. Without either, a warning says that nothing was shown.
    Raises InputError unless img has 784 values.
    """
    from PIL import Image, ImageShow

    img = np.asarray(img)
    if img.size != 28 * 28:
        raise InputError("Expected an image of shape (28, 28) or (784,), found {shape}.", shape=img.shape)
    img = img.reshape(28, 28)
    pixels = img if img.dtype.kind in "ui" else (img * 255).round()
    picture = Image.fromarray(pixels.astype(np.uint8))
    if _has_display():
        picture.show()
    elif "IPython" in sys.modules:
        ImageShow.IPythonViewer().show(picture)
    else:  # a viewer would fail, or take over the terminal
        warnings.warn("There is no display to show the image on.", stacklevel=2)


def _has_display():
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
