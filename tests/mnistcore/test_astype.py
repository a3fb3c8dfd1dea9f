"""A network converted to another dtype."""

import numpy as np
import pytest

from mnistcore import Conv2D, Dense, Flatten, MaxPool2D, Network, relu, sigmoid, softmax

RNG = np.random.default_rng(0)
MLP = Network(
    [
        Dense(RNG.normal(0, 0.05, (784, 20)).astype(np.float32), RNG.normal(size=20).astype(np.float32), sigmoid),
        Dense(RNG.normal(size=(20, 10)).astype(np.float32), RNG.normal(size=10).astype(np.float32), relu),
    ]
)


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_everything_is_computed_in_that_dtype(dtype):
    other = MLP.astype(dtype)
    assert other.dtype == dtype
    assert {layer.b.dtype for layer in other.layers} == {np.dtype(dtype)}
    assert [layer.activation for layer in other.layers] == [sigmoid, relu]
    assert MLP.dtype == np.float32
    x = RNG.integers(0, 256, (5, 784), np.uint8)
    assert all(output.activation.dtype == dtype for output in other.trace(x))
    np.testing.assert_allclose(other.predict_proba(x), MLP.predict_proba(x), rtol=0.02, atol=0.02)


def test_layers_without_weights_are_kept():
    kernels, matrix = np.ones((3, 3, 1, 4), np.float32), np.ones((4 * 13 * 13, 10), np.float32)
    layers = Conv2D(kernels, np.ones(4, np.float32)), MaxPool2D(2), Flatten(), Dense(matrix, np.ones(10), softmax)
    other = Network(layers).astype(np.float64)
    assert [type(layer) for layer in other.layers] == [Conv2D, MaxPool2D, Flatten, Dense]
    assert other.layers[1] is layers[1]
    assert other.dtype == np.float64
