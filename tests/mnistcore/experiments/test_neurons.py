"""Neurons and feature maps switched off, compared with the slow way."""

import numpy as np
import pytest

from mnistcore import Network
from mnistcore.experiments import neurons
from mnistcore.experiments.neurons import Needs

NEEDS = Needs({0: np.array([0.5, 0.9]), 1: np.array([0.7])}, {0: np.array([0.1, 0.2]), 1: np.array([0.3])})


def slowly(network, x, i, j, at_mean):
    """The probabilities with neuron j of layer i at 0, or at its mean."""
    z = Network(network.layers[: i + 1]).forward(network.as_input(x))
    z[..., j] = z[..., j].mean() if at_mean else 0
    return Network(network.layers[i + 1 :]).forward(z)


@pytest.mark.parametrize("i", [0, 1])
@pytest.mark.parametrize("at_mean", [False, True])
def test_neurons_switched_off_by_updates_equal_the_slow_way(mlp, x, i, at_mean):
    z = neurons.activations(mlp, x)[i]
    for j, found in enumerate(neurons.without_each(mlp, i, z, at_mean)):
        np.testing.assert_array_equal(found, slowly(mlp, x, i, j, at_mean).argmax(axis=1))


@pytest.mark.parametrize("k", [1, 2])
def test_one_neuron_off_or_at_its_mean(mlp, x, t, k):
    needs = neurons.needs_of(mlp, x, t)
    for j in range(5):
        off = neurons.switch_off_one(mlp, j, str(k))
        held = neurons.hold_one_at_mean(mlp, j, needs, str(k))
        np.testing.assert_allclose(off.predict_proba(x), slowly(mlp, x, k - 1, j, False), atol=1e-5)
        np.testing.assert_allclose(held.predict_proba(x), slowly(mlp, x, k - 1, j, True), atol=1e-5)
        assert (off.predict(x) == t).mean() == needs.alone[k - 1][j]


@pytest.mark.parametrize(("k", "i"), [(1, 0), (2, 1), (3, 4)])
def test_one_feature_map_or_neuron_of_a_cnn_off(cnn, x, k, i):
    for number in range(3):
        changed = neurons.switch_off_one(cnn, number, str(k))
        np.testing.assert_allclose(changed.predict_proba(x), slowly(cnn, x, i, number, False), atol=1e-5)


def test_maps_of_the_last_convolution_switched_off_by_updates(cnn, x):
    found = neurons.without_each_map(cnn, neurons.flattened(cnn, x))
    assert len(found) == 4
    for k, predictions in enumerate(found):
        np.testing.assert_array_equal(predictions, slowly(cnn, x, 1, k, False).argmax(axis=1))


def test_the_input_of_the_first_dense_layer(mlp, cnn, x):
    np.testing.assert_array_equal(neurons.flattened(mlp, x), x.reshape(20, 784))
    np.testing.assert_allclose(neurons.flattened(cnn, x), cnn.trace(x)[3].activation, atol=1e-5)


def test_neurons_in_the_order_of_how_much_they_are_needed():
    assert neurons.order(NEEDS, "least") == [(0, 1), (1, 0), (0, 0)]
    assert neurons.order(NEEDS, "most") == [(0, 0), (1, 0), (0, 1)]
    assert sorted(neurons.order(NEEDS, "random")) == [(0, 0), (0, 1), (1, 0)]


def test_many_neurons_off_or_at_their_mean(mlp):
    off, held = neurons.switch_off(mlp, 2, NEEDS), neurons.hold_at_mean(mlp, 2, NEEDS)
    for changed in (off, held):
        assert not changed.layers[1].W[1].any()
        assert not changed.layers[2].W[0].any()
        np.testing.assert_array_equal(changed.layers[1].W[0], mlp.layers[1].W[0])
    np.testing.assert_array_equal(off.layers[1].b, mlp.layers[1].b)
    np.testing.assert_allclose(held.layers[1].b, mlp.layers[1].b + 0.2 * mlp.layers[1].W[1], atol=1e-6)
    np.testing.assert_allclose(held.layers[2].b, mlp.layers[2].b + 0.3 * mlp.layers[2].W[0], atol=1e-6)
