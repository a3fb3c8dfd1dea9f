"""Experiments on many digits: the figures of docs/facts.md, effects, and parts by name."""

import numpy as np
import pytest

from mnistcore import accelerate, load_mnist, load_network
from mnistcore.experiments import changes, measuring, neurons
from mnistcore.experiments.images import DIRECTIONS
from mnistcore.experiments.measuring import Answers
from mnistcore.experiments.table import EXPERIMENTS

FACTS = [  # network, experiment, amount, variant, accuracy in %, from docs/facts.md
    ("mlp", "activation", "relu", "all", 33.99),
    ("mlp", "activation", "tanh", "1", 55.45),
    ("book", "activation", "step", "2", 92.37),
    ("mlp-plain", "activation", "identity", "all", 57.29),
    ("mlp", "multiply", 255, None, 95.70),
    ("mlp", "invert", 1, None, 3.87),
    ("book", "threshold", 128, None, 93.12),
    ("mlp", "shuffle", 784, None, 11.26),
    ("mlp", "noise", 0.1, None, 98.27),
    ("book", "noise", 0.4, None, 66.35),
    ("mlp", "rotate", 30, None, 84.95),
    ("mlp-plain", "rotate", -20, None, 83.65),
    ("mlp", "blur", 2, None, 94.99),
    ("book", "thicken", 1, None, 88.96),
    ("mlp", "thicken", -1, None, 84.94),
    ("book", "neuron", 8, "1", 90.92),
    ("mlp", "neuron", 33, "2", 98.00),
    ("mlp", "neuron-mean", 7, "1", 97.68),
    ("mlp", "neurons", 25, "least", 91.24),
    ("book", "neurons", 50, "least", 31.34),
    ("mlp", "bits", 8, "layer", 98.44),
    ("mlp", "bits", 4, "layer", 88.66),
    ("book", "bits", 3, "column", 92.27),
    ("book", "bits", 1, "layer", 29.62),
    ("mlp", "average", 1, None, 98.78),
    ("book", "average", 2, None, 92.40),
]
FACTS_ON_CNN = [(0, False, 5, 99.36), (1, False, 2, 99.39), (4, False, 107, 99.48), (4, True, 16, 99.40)]
SHIFTED = {"mlp": (97.47, 90.09, 66.55), "mlp-plain": (91.66, 65.09, 34.01)}  # by 1, 2 and 3 px
ROUNDING = 0.011  # points: a digit or so may change with the order in which sums are added up


@pytest.fixture(scope="module")
def mnist(mnist_dir):
    return load_mnist(normalize=False, data_dir=mnist_dir)[1]


@pytest.fixture(scope="module")
def networks(book_weights):
    names = {name: name for name in ("mlp", "mlp-plain", "mlp-relu", "mlp-tanh")} | {"book": book_weights}
    return {name: accelerate(load_network(source)) for name, source in names.items()}


def percent(answers, t):
    return 100 * (answers.predictions == t).mean()


@pytest.mark.parametrize(("name", "experiment", "amount", "variant", "accuracy"), FACTS)
def test_the_facts(mnist, networks, name, experiment, amount, variant, accuracy):
    (x, t), network, experiment = mnist, networks[name], EXPERIMENTS[experiment]
    needs = neurons.needs_of(network, x, t) if experiment.by_needs else None
    found = measuring.run(network, x, experiment, amount, variant, needs)
    assert percent(found, t) == pytest.approx(accuracy, abs=ROUNDING)


@pytest.mark.parametrize("name", SHIFTED)
def test_the_facts_on_shifts_which_are_the_mean_of_eight_directions(mnist, networks, name):
    (x, t), shift = mnist, EXPERIMENTS["shift"]
    for pixels, expected in enumerate(SHIFTED[name], 1):
        found = [percent(measuring.run(networks[name], x, shift, pixels, first=i), t) for i in range(len(DIRECTIONS))]
        assert np.mean(found) == pytest.approx(expected, abs=ROUNDING)
        assert np.abs(np.array(found) - expected).max() < 1.5  # one turn is near


def test_the_networks_trained_with_another_activation(mnist, networks):
    """None is worse than with sigmoid, although a sigmoid network with another function is much worse."""
    x, t = mnist
    found = {name: percent(measuring.answers(networks[name], x), t) for name in ("mlp-plain", "mlp-relu", "mlp-tanh")}
    assert found == pytest.approx({"mlp-plain": 97.07, "mlp-relu": 97.70, "mlp-tanh": 97.46}, abs=ROUNDING)


def test_a_temperature_changes_the_calibration_alone(mnist, networks):
    (x, t), network = mnist, networks["mlp"]
    before = measuring.answers(network, x)
    found = measuring.effect(before, measuring.run(network, x, EXPERIMENTS["temperature"], 1.25), t)
    assert found.after == found.before
    assert 100 * found.calibration_before == pytest.approx(0.53, abs=0.01)  # MODELS.md
    assert found.calibration_after < found.calibration_before / 2


def test_an_effect_is_told_digit_by_digit():
    before = Answers(np.array([1, 2, 3, 4, 5]), np.full(5, 0.9))
    after = Answers(np.array([1, 9, 4, 0, 8]), np.full(5, 0.6))
    found = measuring.effect(before, after, np.array([1, 2, 4, 7, 5]))
    assert (found.before, found.after) == (0.6, 0.4)
    assert [found.mended.tolist(), found.lost.tolist(), found.other.tolist()] == [[2], [1, 4], [3]]
    assert (found.calibration_before, found.calibration_after) == (pytest.approx(0.3), pytest.approx(0.2))


def test_parts_by_name_are_the_whole_in_a_fair_order():
    x, t = load_mnist(normalize=False, source="sample")[1]
    order = measuring.fair_order(len(t))
    assert sorted(order) == list(range(len(t)))
    parts = [measuring.measure("mlp", "sample", "test", "noise", 0.2, None, i, i + 100) for i in (0, 100)]
    whole = measuring.run(load_network("mlp"), x[order[:200]], EXPERIMENTS["noise"], 0.2)
    np.testing.assert_array_equal(np.concatenate([part.predictions for part in parts]), whole.predictions)
    unchanged = measuring.measure("mlp", "sample", "test", "", None, None, 0, 50)
    np.testing.assert_array_equal(unchanged.predictions, load_network("mlp").predict(x[order[:50]]))


def test_the_measured_figures_say_how_they_were_made():
    content = measuring.figures_measured()
    assert content["command"] == "python -m benchmarks.neurons"
    assert "10,000" in content["measured on"]
    for name, figures in content["networks"].items():
        assert not changes.is_dense(load_network(name))
        needs = measuring.needs_measured(name)
        assert {i: len(v) for i, v in needs.alone.items()} == {i: len(v) for i, v in needs.means.items()} == {4: 128}
        assert [len(v) for v in figures["maps"].values()] == [32, 64]
        assert measuring.accuracies_measured(name, 4) == needs.alone[4].tolist()
        assert len(measuring.accuracies_measured(name, 4, at_mean=True)) == 128
    assert measuring.needs_measured("mlp") is measuring.accuracies_measured("mlp", 0) is None


@pytest.mark.parametrize(("i", "at_mean", "worst", "accuracy"), FACTS_ON_CNN)
def test_the_measured_figures_are_those_of_the_facts(i, at_mean, worst, accuracy):
    found = measuring.accuracies_measured("cnn", i, at_mean)
    assert np.argmin(found) == worst
    assert 100 * min(found) == pytest.approx(accuracy, abs=ROUNDING)


def test_the_measured_figures_are_those_of_the_network(mnist):
    """The CNN without its worst map, and without 50 neurons, on a fair sample."""
    x, t = mnist
    order = measuring.fair_order(len(t))[:500]
    cnn, needs = load_network("cnn"), measuring.needs_measured("cnn")
    off = measuring.run(cnn, x[order], EXPERIMENTS["neuron"], 5, "1")
    assert percent(off, t[order]) == pytest.approx(99.36, abs=1)
    without = neurons.switch_off(cnn, 50, needs)
    assert percent(measuring.answers(without, x[order]), t[order]) == pytest.approx(99.38, abs=1)
