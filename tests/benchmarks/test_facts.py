"""The experiments of docs/facts.md, on cases whose results are known or can be computed in the slow way."""

import itertools
import sys
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.facts import __main__ as command
from benchmarks.facts import (
    learning,
    loaders,
    neighbours,
    neurons,
    people,
    rounding,
    shifts,
    steps,
    subjects,
)
from benchmarks.neurons import measured, without_first_maps
from mnistcore import Dense, Network, accelerate, relu, sigmoid, softmax
from mnistcore.experiments.images import shifted
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


def test_all_kinds_of_broken_images_are_images(x):
    found = {name: list(versions) for name, versions in loaders.broken(x)}
    assert all(version.shape == x.shape for versions in found.values() for version in versions)
    assert len(found["shifted 3 px"]) == 8
    np.testing.assert_array_equal(found["as it should be"][0], x)


def test_feature_maps_of_the_first_convolution_switched_off(cnn, x):
    found = without_first_maps(cnn, x)
    assert len(found) == 3
    for k, predictions in enumerate(found):
        z = Network(cnn.layers[:1]).forward(cnn.as_input(x))
        z[..., k] = 0
        np.testing.assert_array_equal(predictions, Network(cnn.layers[1:]).forward(z).argmax(axis=1))


def test_the_file_of_measured_figures(cnn, x, t):
    found = measured(cnn, x, t)
    assert found.pop("accuracy") == round(subjects.accuracy(cnn, x, t), 4)
    assert {key: {i: len(v) for i, v in values.items()} for key, values in found.items()} == {
        "alone": {4: 7},
        "at mean": {4: 7},
        "maps": {0: 3, 1: 4},
        "means": {4: 7},
    }
    assert found["alone"][4] == neurons.each_alone(cnn, x, t)[4, "off"].round(4).tolist()


def test_every_layer_is_tried(cnn, x, t):
    found = neurons.each_alone(cnn, x, t)
    assert {key: len(right) for key, right in found.items()} == {
        (0, "off"): 3,
        (1, "off"): 4,
        (4, "off"): 7,
        (4, "at its mean"): 7,
    }


def test_three_values_by_least_squares_are_the_best_of_all(rng):
    W = rng.normal(size=(6, 1))

    def error(Q):
        s = (Q @ W[:, 0]) / max(Q @ Q, 1)
        return ((W[:, 0] - s * Q) ** 2).sum()

    best = min(error(np.array(Q)) for Q in itertools.product((-1, 0, 1), repeat=6))
    assert ((W - rounding.ternary(W)) ** 2).sum() == pytest.approx(best)


def test_the_nearest_neighbours_are_those_of_all_distances(rng):
    points, others = rng.normal(size=(30, 3)), rng.normal(size=(40, 3))
    distances = ((points[:, None] - others) ** 2).sum(axis=2)
    np.testing.assert_array_equal(neighbours.nearest(points, others, 5), distances.argsort(axis=1)[:, :5])


def test_a_point_is_not_its_own_neighbour():
    points = np.array([[0.0], [1.0], [5.0], [5.0]])
    assert neighbours.nearest_besides_itself(points).tolist() == [1, 0, 3, 2]


def test_principal_components_of_points_on_a_line(rng):
    x = rng.normal(size=(100, 1)) * [[3.0, 4.0]]
    variances, components = neighbours.principal_components(x)
    np.testing.assert_allclose(variances, [x.var(axis=0).sum(), 0], atol=1e-9)
    np.testing.assert_allclose(np.abs(components[:, 0]), [0.6, 0.8])
    assert neighbours.neighbours_on_map(x, components[:, :1], (x[:, 0] > 0).astype(int)) > 0.95


def test_mistakes_mended_and_right_predictions_lost():
    right = {(0, 0): [1, 1, 0, 0, 0], (0, 1): [1, 0, 1, 0, 0], (2, 0): [1, 1, 0, 1, 0]}
    right = {move: np.array(each, bool) for move, each in right.items()}
    assert shifts.mended_and_lost(right) == (pytest.approx(2 / 3), 0.5)
    assert shifts.mended_and_lost(shifts.within(right, 1)) == (pytest.approx(1 / 3), 0.5)
    assert np.isnan(shifts.mended_and_lost({(0, 0): np.array([True])})[0])


def test_probabilities_of_all_shifts(mlp, x):
    found = shifts.probabilities(mlp, x, 1)
    assert len(found) == 9
    np.testing.assert_allclose(found[1, 0], mlp.predict_proba(shifted(x, 1, 0)), atol=1e-6)


def test_the_smallest_step_of_a_linear_network():
    """With W = (1, -1) for each pixel and a bias, the classes change places where the mean grey is 100."""
    W, b = np.array([[1.0, -1.0]] * 784, np.float32), np.array([0, 2 * 784 * 100.5 / 255], np.float32)
    network = accelerate(Network([Dense(W, b, softmax)]))
    x = np.full((2, 28, 28), [[[80 / 255]], [[110 / 255]]], np.float32)
    t = network.predict(x)
    assert t.tolist() == [1, 0]
    signs = steps.directions(network, x, t)
    assert (signs[0] == 1).all() and (signs[1] == -1).all()
    assert steps.smallest_steps(network, x, t, signs).tolist() == [21, 10]
    assert steps.smallest_steps(network, x, t, -signs).tolist() == [256, 256]


def test_the_most_frequent_misreadings():
    t, predictions = np.array([1, 1, 1, 0, 5]), np.array([7, 7, 1, 6, 5])
    assert people.misreadings(t, predictions) == "1 as 7 (2), 0 as 6 (1)"


def test_letters_and_digits_of_people(mlp, x, t):
    marked = replace(mlp, digit_threshold=0.5)
    cells = people.unipen_cells(marked, x, t, np.array(["a", "b"] * 10), x)
    assert len(cells) == 6
    assert float(cells[3]) == pytest.approx(95, abs=0.01)  # the letters are the digits
    assert people.unipen_cells(mlp, x, t, np.array(["a", "b"] * 10), x)[4] == ""


def test_what_is_missing_is_said(cache):
    networks, missing = subjects.load_networks(["book", "mlp-plain"])
    assert [*networks] == ["mlp-plain"]
    assert "book" in missing[0]
    digits = subjects.load_digits(30)
    assert (digits.source, digits.x.shape, digits.x_train.shape) == ("sample", (30, 28, 28), (30, 28, 28))


def test_the_command_prints_all_sections_that_it_can(cache, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["facts", "--networks", "mlp-plain", "--digits", "60"])
    command.main()
    printed = capsys.readouterr().out
    assert "the first 60 of the built-in sample" in printed
    assert "there is no section on who wrote it" in printed
    assert "## Who wrote it" not in printed
    sections = [line for line in printed.splitlines() if line.startswith("## ")]
    assert len(sections) == 11
    rows = [line for line in printed.splitlines() if line.startswith("| mlp-plain, all |")]
    assert len(rows) == 1


@pytest.mark.parametrize("activation", [relu, sigmoid])
def test_an_update_follows_the_gradient(x, t, activation):
    """Every weight changes by the rate times the derivative of the mean cross-entropy, measured by differences."""
    layers = learning.trained(x.reshape(20, 784)[:0], t[:0], activation, 0.1).astype(np.float64).layers
    images, targets = x[:4].reshape(4, 784).astype(np.float64), np.eye(10)[t[:4]]

    def loss():
        return -(targets * np.log(Network(layers).forward(images))).sum(axis=1).mean()

    expected = {}
    for i, layer in enumerate(layers):
        for place in ((5, 3), (7, 9)):
            kept = layer.W[place]
            layer.W[place] = kept + 1e-5
            above = loss()
            layer.W[place] = kept - 1e-5
            expected[i, place] = kept - 0.5 * (above - loss()) / 2e-5
            layer.W[place] = kept
    learning.step(Network(layers), images, targets, 0.5)
    assert {key: layers[key[0]].W[key[1]] for key in expected} == pytest.approx(expected, abs=1e-8)
    assert all(layer.b.any() for layer in layers)


def test_prepared_pixels(rng):
    x = rng.random((500, 784), np.float32) * np.linspace(0, 1, 784, dtype=np.float32)
    prepared = {name: fit(x)(x) for name, fit in learning.PREPARATIONS.items()}
    assert prepared["0..255"].max() == pytest.approx(255 * x.max())
    assert prepared["/ 255"] is x
    standardised = prepared["minus the mean, over the deviation"]
    assert (standardised.mean(), standardised.std()) == (pytest.approx(0, abs=1e-4), pytest.approx(1, abs=1e-4))
    assert np.abs(prepared["the same for each pixel"].mean(axis=0)).max() < 1e-4
    covariance = np.cov(prepared["whitened (ZCA)"].T)
    assert np.abs(covariance - np.diag(np.diag(covariance))).max() < 0.15
    assert all(each.dtype == np.float32 for each in prepared.values())
