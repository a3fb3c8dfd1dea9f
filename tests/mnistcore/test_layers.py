"""Dense compared with a triple loop."""

import dataclasses

import numpy as np
import pytest

from mnistcore import Dense, identity_function, relu, sigmoid, softmax


def triple_loop(x, W, b):
    """The oracle: x W + b, one product at a time."""
    a = [[0.0] * len(b) for _ in x]
    for n in range(len(x)):
        for j in range(len(b)):
            for i in range(len(W)):
                a[n][j] += x[n][i] * W[i][j]
            a[n][j] += b[j]
    return a


@pytest.fixture
def numbers():
    rng = np.random.default_rng(0)
    return rng.normal(size=(5, 7)), rng.normal(size=(7, 3)), rng.normal(size=3)


def test_dense_is_the_sum_of_products(numbers):
    x, W, b = numbers
    layer = Dense(W, b)
    np.testing.assert_allclose(layer.pre_activation(x), triple_loop(x.tolist(), W.tolist(), b.tolist()), rtol=1e-12)
    np.testing.assert_array_equal(layer.forward(x), layer.pre_activation(x))  # the default activation is the identity


@pytest.mark.parametrize("activation", [identity_function, relu, sigmoid, softmax])
def test_forward_applies_the_activation_to_the_sums(numbers, activation):
    x, W, b = numbers
    layer = Dense(W, b, activation)
    np.testing.assert_array_equal(layer.forward(x), activation(layer.pre_activation(x)))


def test_one_vector_is_one_row_of_a_batch(numbers):
    x, W, b = numbers
    layer = Dense(W, b, sigmoid)
    assert layer.forward(x[0]).shape == (3,)
    np.testing.assert_allclose(layer.forward(x[0]), layer.forward(x)[0], rtol=1e-13)


def test_float32_stays_float32(numbers):
    x, W, b = (array.astype(np.float32) for array in numbers)
    assert Dense(W, b, sigmoid).forward(x).dtype == np.float32


def test_a_layer_cannot_be_changed(numbers):
    _, W, b = numbers
    with pytest.raises(dataclasses.FrozenInstanceError):
        Dense(W, b).W = W
