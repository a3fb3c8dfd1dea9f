"""Contributions between layers, against loops that follow the definitions one term at a time."""

import numpy as np
import pytest

from mnistcore import Conv2D, Dense, Flatten, InputError, MaxPool2D, load_mnist, load_network
from mnistcore.connections import contributions, passed_on_by_pooling

random = np.random.default_rng(0)


@pytest.fixture
def image():
    return load_mnist(normalize=False, source="sample")[1][0][0]


@pytest.mark.parametrize(("n", "m"), [(1, 1), (3, 5), (20, 10)])
def test_a_neuron_contributes_its_value_times_the_weight(n, m):
    x, layer = random.normal(size=n), Dense(random.normal(size=(n, m)), random.normal(size=m))
    found = contributions(layer, x)
    assert found.shape == (n, m)
    for i, j in np.ndindex(n, m):
        assert found[i, j] == x[i] * layer.W[i, j]
    np.testing.assert_allclose(found.sum(axis=0), layer.pre_activation(x) - layer.b)


@pytest.mark.parametrize(("H", "W", "C", "m"), [(1, 1, 1, 1), (2, 3, 4, 5), (4, 2, 3, 10)])
def test_a_flattened_map_contributes_the_terms_of_all_its_pixels(H, W, C, m):
    x, layer = random.normal(size=(H, W, C)), Dense(random.normal(size=(H * W * C, m)), random.normal(size=m))
    expected = np.zeros((C, m))
    for i, j, c in np.ndindex(H, W, C):
        expected[c] += x[i, j, c] * layer.W[(i * W + j) * C + c]
    found = contributions(layer, x)
    np.testing.assert_allclose(found, expected)
    flat = Flatten().forward(x[None])[0]
    np.testing.assert_allclose(found.sum(axis=0), layer.pre_activation(flat) - layer.b)


def some_convolution(H, W, FH, FW, C, K):
    return random.normal(size=(H, W, C)), Conv2D(random.normal(size=(FH, FW, C, K)), random.normal(size=K))


SIZES = [(3, 3, 3, 3, 1, 1), (6, 5, 3, 2, 2, 4), (5, 7, 1, 3, 3, 2)]  # H, W, FH, FW, C, K


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("all_count", [True, False])
def test_a_map_contributes_its_terms_of_the_pixels_that_count(sizes, all_count):
    x, layer = some_convolution(*sizes)
    FH, FW, C, K = layer.W.shape
    height, width = len(x) - FH + 1, x.shape[1] - FW + 1
    counted = np.ones((height, width, K), bool) if all_count else random.random((height, width, K)) < 0.5
    expected = np.zeros((C, K))
    for i, j, c, k in np.ndindex(height, width, C, K):
        if counted[i, j, k]:
            expected[c, k] += (x[i : i + FH, j : j + FW, c] * layer.W[:, :, c, k]).sum()
    found = contributions(layer, x, None if all_count else counted)
    np.testing.assert_allclose(found, expected, atol=1e-12)
    sums = layer.pre_activation(x[None])[0] - layer.b
    np.testing.assert_allclose(found.sum(axis=0), (sums * counted).sum(axis=(0, 1)), atol=1e-12)


@pytest.mark.parametrize("layer", [MaxPool2D(2), Flatten()])
def test_other_layers_are_refused_by_name(layer):
    with pytest.raises(InputError, match=f"Expected a Dense or Conv2D layer, found {type(layer).__name__}"):
        contributions(layer, np.ones((4, 4, 1)))


@pytest.mark.parametrize(
    ("H", "W", "K", "size"), [(4, 4, 1, 2), (5, 7, 3, 2), (9, 6, 2, 3), (3, 3, 2, 1), (3, 3, 2, 4)]
)
def test_pooling_passes_on_the_first_largest_pixel_of_each_square(H, W, K, size):
    z = np.maximum(random.integers(-3, 4, (H, W, K)), 0).astype(float)  # with many equal ones
    expected = np.zeros((H, W, K), bool)
    for i, j, k in np.ndindex(H // size, W // size, K):
        square = z[size * i : size * (i + 1), size * j : size * (j + 1), k]
        row, column = np.unravel_index(square.argmax(), square.shape)
        expected[size * i + row, size * j + column, k] = square.max() > 0
    found = passed_on_by_pooling(z, size)
    assert found.dtype == bool
    np.testing.assert_array_equal(found, expected)
    pooled = MaxPool2D(size).forward(z[None])[0]
    np.testing.assert_array_equal(found.sum(axis=(0, 1)), (pooled > 0).sum(axis=(0, 1)))
    np.testing.assert_array_equal((z * found).sum(axis=(0, 1)), pooled.sum(axis=(0, 1)))


def test_pooling_passes_on_nothing_of_a_map_that_is_black():
    assert not passed_on_by_pooling(np.zeros((6, 6, 2)), 2).any()


def test_in_our_cnn_contributions_and_biases_add_up_to_the_pooled_maps_and_to_the_logits(image):
    network = load_network("cnn").astype(np.float64)
    (first, second, pooling, _, hidden, last), outputs = network.layers, network.trace(image[None])
    z1, z2, pooled, flat, z3, _ = (output.activation[0] for output in outputs)
    passed = passed_on_by_pooling(z2, pooling.size)
    into_maps = contributions(second, z1, passed)
    assert into_maps.shape == (32, 64)
    biases = second.b * passed.sum(axis=(0, 1))
    np.testing.assert_allclose(into_maps.sum(axis=0) + biases, pooled.sum(axis=(0, 1)))
    into_first = contributions(first, network.as_input(image[None])[0], z1 > 0)
    np.testing.assert_allclose(into_first[0] + first.b * (z1 > 0).sum(axis=(0, 1)), z1.sum(axis=(0, 1)))
    into_hidden = contributions(hidden, pooled)
    assert into_hidden.shape == (64, 128)
    np.testing.assert_allclose(into_hidden.sum(axis=0), hidden.pre_activation(flat) - hidden.b)
    np.testing.assert_allclose(contributions(last, z3).sum(axis=0), outputs[-1].pre_activation[0] - last.b)
