"""Small networks and images for the tests of the experiments."""

import numpy as np
import pytest

from mnistcore import Conv2D, Dense, Flatten, MaxPool2D, Network, accelerate, relu, sigmoid, softmax


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def x(rng):
    return rng.random((20, 28, 28), np.float32)


@pytest.fixture
def t(rng):
    return rng.integers(10, size=20)


def dense(rng, inputs, outputs, activation):
    W = rng.normal(0, 0.2, (inputs, outputs)).astype(np.float32)
    return Dense(W, rng.normal(0, 0.2, outputs).astype(np.float32), activation)


@pytest.fixture
def mlp(rng):
    return accelerate(Network([dense(rng, 784, 6, sigmoid), dense(rng, 6, 5, sigmoid), dense(rng, 5, 10, softmax)]))


@pytest.fixture
def cnn(rng):
    kernels = [rng.normal(0, 0.3, (3, 3, *maps)).astype(np.float32) for maps in ((1, 3), (3, 4))]
    convolutions = [Conv2D(W, np.full(W.shape[-1], 0.1, np.float32), relu) for W in kernels]
    behind = [dense(rng, 576, 7, relu), dense(rng, 7, 10, softmax)]
    return accelerate(Network([*convolutions, MaxPool2D(2), Flatten(), *behind]))
