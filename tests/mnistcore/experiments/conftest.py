"""Small networks and images for the tests of the experiments."""

import numpy as np
import pytest

from tests import small_networks


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def x(rng):
    return rng.random((20, 28, 28), np.float32)


@pytest.fixture
def t(rng):
    return rng.integers(10, size=20)


@pytest.fixture
def mlp(rng):
    return small_networks.mlp(rng)


@pytest.fixture
def cnn(rng):
    return small_networks.cnn(rng)
