"""A kernel and a pooling window that slide: what every step says is what the network computes."""

import numpy as np
import pytest

from mnistcore import load_mnist, load_network
from ui.figures import steps
from ui.layers import sliding


@pytest.fixture(scope="module")
def way():
    image = load_mnist(normalize=False, source="sample")[1][0][0]
    return steps.follow(load_network("cnn"), image)


def test_the_sums_of_every_place_equal_a_naive_loop():
    random = np.random.default_rng(0)
    x, kernel = random.normal(size=(5, 6, 3)).astype(np.float32), random.normal(size=(3, 2, 3)).astype(np.float32)
    series, by_map = sliding.sums(x, kernel)
    for place, (row, column) in enumerate(np.ndindex(3, 5)):
        products = x[row : row + 3, column : column + 2] * kernel
        np.testing.assert_allclose(by_map[place], products.sum(axis=(0, 1)), atol=1e-5)
        expected = {
            "up": products[products > 0].sum(),
            "down": products[products < 0].sum(),
            "sum": products.sum(),
            "ups": (products > 0).sum(),
            "downs": (products < 0).sum(),
        }
        for name, value in expected.items():
            np.testing.assert_allclose(series[name][place], value, atol=1e-5)


@pytest.mark.parametrize(("layer", "index"), [(1, 5), (2, 63)])
def test_every_pixel_is_the_sum_and_the_bias(way, layer, index):
    step = way[layer - 1]
    H, W, _ = step.a.shape
    play = sliding.convolution(step, index, (4, 9), (3, 3), way[0].x[..., 0], 0)
    assert (play.step, play.last) == (4 * W + 9, H * W - 1)
    np.testing.assert_array_equal(play.series["a"], step.a[..., index].ravel())
    np.testing.assert_array_equal(play.series["z"], step.z[..., index].ravel())
    np.testing.assert_allclose(play.series["sum"] + play.series["b"], play.series["a"], atol=1e-5)
    np.testing.assert_allclose(play.series["up"] + play.series["down"], play.series["sum"], atol=1e-5)


def test_the_maps_that_are_shown_and_all_others_add_up(way):
    series = sliding.convolution(way[1], 7, (0, 0), (5, 5), way[0].x[..., 0], 0).series
    shown = sum(series[f"map{i}"] for i in range(sliding.SHOWN))
    np.testing.assert_allclose(shown + series["rest"], series["sum"], atol=1e-5)
    at = series["a"].argmax()
    assert np.abs(series["map0"][at]) >= np.abs(series["map3"][at])


def test_pooling_keeps_its_maxima(way):
    step = way[2]
    play = sliding.pooling(step, 25, (6, 2), 0)
    np.testing.assert_array_equal(play.series["z"], step.z[..., 25].ravel())
    assert (play.step, play.columns, play.stride, play.window) == (6 * 12 + 2, 12, 2, (2, 2))
