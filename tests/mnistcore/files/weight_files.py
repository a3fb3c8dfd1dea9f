"""What the tests of weight files share: weights, and functions to load and compare them."""

import io
import pickle

import numpy as np

from mnistcore import load_network

SHAPES = {"W1": (784, 3), "b1": (3,), "W2": (3, 10), "b2": (10,)}
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


def some_weights(dtype=np.float32, shapes=SHAPES):
    rng = np.random.default_rng(0)
    return {name: rng.normal(size=shape).astype(dtype) for name, shape in shapes.items()}


def load(content, **options):
    return load_network(io.BytesIO(content), **options)


def assert_holds(network, weights):
    """The network's arrays are these weights in float32."""
    found = [array for layer in network.layers for array in (layer.W, layer.b)]
    names = [f"{letter}{i + 1}" for i in range(len(weights) // 2) for letter in "Wb"]
    for name, array in zip(names, found, strict=True):
        assert array.dtype == np.float32
        assert array.dtype.isnative
        assert array.flags.c_contiguous
        np.testing.assert_array_equal(array, np.asarray(weights[name]).astype(np.float32))
