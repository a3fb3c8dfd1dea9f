"""Other activation functions and rounded weights."""

import numpy as np
import pytest

from mnistcore import Network, relu, sigmoid, softmax, step_function
from mnistcore.experiments import weights
from tests.small_networks import dense


def test_an_activation_changes_only_in_the_layers_chosen(mlp):
    changed = weights.other_activation(mlp, "step", "2")
    assert [layer.activation for layer in changed.layers] == [sigmoid, step_function, softmax]
    changed = weights.other_activation(mlp, "relu")
    assert [layer.activation for layer in changed.layers] == [relu, relu, softmax]
    assert [layer.W is old.W for layer, old in zip(changed.layers, mlp.layers, strict=True)] == [True] * 3


def test_rounding_to_whole_numbers_of_a_scale():
    W = np.array([[0.7, -3.0], [-0.26, 1.6], [0.0, 0.4]])
    np.testing.assert_allclose(weights.rounded(W, 3), [[0.7, -3], [-0.7 / 3, 2], [0, 0]])  # -3 to 3
    np.testing.assert_allclose(weights.rounded(W, 2), [[0.7, -3], [0, 3], [0, 0]])  # -1 to 1
    assert np.abs(weights.rounded(W, 8) - W).max() < 3 / 127 / 2 + 1e-9


def test_columns_have_scales_of_their_own(rng):
    W = rng.normal(size=(50, 2)) * [1, 100]
    assert [len(np.unique(np.abs(column))) for column in weights.signs(W).T] == [1, 1]


@pytest.mark.parametrize(("variant", "scales"), [("column", 3), ("layer", 1)])
def test_a_network_is_rounded_by_column_or_by_layer(cnn, variant, scales):
    W = weights.round_weights(cnn, 1, variant).layers[0].W
    assert W.shape == (3, 3, 1, 3)
    assert len(np.unique(np.abs(W))) == scales


@pytest.mark.parametrize("bits", [2, 3, 4])
def test_there_are_no_more_values_than_the_bits_have_room_for(mlp, bits):
    for layer in weights.round_weights(mlp, bits).layers:
        assert len(np.unique(layer.W)) <= 2**bits - 1


@pytest.mark.parametrize(("bits", "size"), [(32, 181_440), (8, 45_852), (4, 23_252), (1, 6_302)])
def test_bytes_of_the_book_network(rng, bits, size):
    shapes = (784, 50), (50, 100), (100, 10)
    network = Network([dense(rng, *shape, sigmoid) for shape in shapes])
    assert weights.size_in_bytes(network, bits, by_column=False) == size
