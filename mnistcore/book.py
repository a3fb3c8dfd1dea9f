"""Chapter 3's own function names, so that a program typed from *Deep Learning from Scratch* runs with new imports.

get_data, init_network and predict are section 3.6.2's, img_show is section 3.6.1's. Where the book passes a dict of
arrays, so do these.
"""

import numpy as np

from .errors import InputError
from .files.datasets import load_mnist
from .files.weights import chain, load_weights
from .network import Network


def get_data():
    """MNIST's 10,000 test images, (10000, 784) float32 in 0..1, and their labels, (10000,) uint8.

    Raises what `load_mnist` raises.
    """
    _, (x_test, t_test) = load_mnist(normalize=True, flatten=True, one_hot_label=False)
    return x_test, t_test


def init_network(path=None):
    """The weights as a dict W1, b1, W2, b2, W3, b3 of float32 arrays: ours, or those in the file at `path`.

    Raises WeightsError for a file that is not a chain of layers from 784 to 10.
    """
    return load_weights("mlp" if path is None else path)


def predict(network, x):
    """Probabilities of the ten digits: x (784,) -> (10,), or (N, 784) -> (N, 10).

    network: the dict from `init_network` (sigmoid, then softmax in the last layer), or a Network.
    """
    network = network if isinstance(network, Network) else chain(network)
    return network.forward(x)


def img_show(img):
    """Show one image in the system's picture viewer: (28, 28) or (784,), whole numbers 0..255 or floats 0..1.

    Raises InputError for another shape.
    """
    from PIL import Image

    img = np.asarray(img)
    if img.size != 28 * 28:
        raise InputError(f"Expected an image of shape (28, 28) or (784,), found {img.shape}.")
    img = img.reshape(28, 28)
    pixels = img if img.dtype.kind in "ui" else (img * 255).round()
    Image.fromarray(pixels.astype(np.uint8)).show()
