"""The Keras networks are the ones that mnistcore runs, and an interrupted training ends like an uninterrupted one."""

from dataclasses import replace

import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs Keras: pip install -r training/requirements.txt")
torch = pytest.importorskip("torch", reason="needs PyTorch: pip install -r training/requirements.txt")

from mnistcore import load_network  # noqa: E402
from training.data import NO_DIGIT, Epochs, sample  # noqa: E402
from training.fit import Fit, digit_probabilities, none_loss, probabilities, taught_loss  # noqa: E402
from training.networks import NETWORKS, save_weights  # noqa: E402
from training.recipes import EVERYONE, PLAIN, adadelta  # noqa: E402

PARAMETERS = {"mlp": 45_360, "cnn": 1_199_882}


@pytest.fixture(scope="module")
def few():
    x, t = sample()
    return x[:200], t[:200]


@pytest.mark.parametrize("name", NETWORKS)
def test_parameter_count(name):
    assert NETWORKS[name]().count_params() == PARAMETERS[name]


@pytest.mark.parametrize("name", NETWORKS)
def test_mnistcore_gives_the_same_probabilities(name, tmp_path, few):
    model = NETWORKS[name]()
    save_weights(tmp_path / "network.npz", model.get_weights())
    network = load_network(tmp_path / "network.npz")
    np.testing.assert_allclose(network.predict_proba(few[0]), probabilities(model, few[0]), atol=1e-5)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_another_activation_is_recorded_in_the_file(activation, tmp_path, few):
    model = NETWORKS["mlp"](activation)
    save_weights(tmp_path / "network.npz", model.get_weights(), activation=activation)
    network = load_network(tmp_path / "network.npz")
    np.testing.assert_allclose(network.predict_proba(few[0]), probabilities(model, few[0]), atol=1e-5)


def test_the_faster_layers_give_the_results_of_keras_layers(few):
    faster = NETWORKS["cnn"]()
    plain = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
    plain.set_weights(faster.get_weights())
    np.testing.assert_allclose(probabilities(faster, few[0]), probabilities(plain, few[0]), atol=1e-6)


@pytest.mark.parametrize("optimizer", [PLAIN.optimizer, adadelta])
def test_an_interrupted_training_continues_where_it_stopped(tmp_path, few, optimizer):
    recipe = replace(PLAIN, epochs=3, optimizer=optimizer)

    def fit():
        keras.utils.set_random_seed(0)
        return Fit(NETWORKS["mlp"](), recipe, Epochs(*few, [], recipe, seed=0))

    def stop(epoch, figures):
        if epoch == 1:
            raise KeyboardInterrupt

    whole, stopped, resumed = fit(), fit(), fit()
    whole.run(tmp_path / "whole", lambda epoch, figures: None)
    with pytest.raises(KeyboardInterrupt):
        stopped.run(tmp_path / "stopped", stop)
    resumed.run(tmp_path / "stopped", lambda epoch, figures: None)
    for expected, found in zip(whole.model.get_weights(), resumed.model.get_weights(), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_the_loss_for_none_is_the_cross_entropy_of_digit_or_not():
    rng = np.random.default_rng(0)
    a, digit = rng.normal(size=(7, 10)), np.arange(7) < 5
    p = 1 - 1 / (1 + np.exp(a).sum(axis=1))  # what softmax leaves beside an eleventh logit of 0
    expected = 0.4 * -np.log(p[digit]).mean() + 0.2 * -np.log(1 - p[~digit]).mean()
    found = none_loss(torch.tensor(a), torch.tensor(digit), 0.4, 0.2)
    assert found.item() == pytest.approx(expected)
    assert none_loss(torch.tensor(a), torch.tensor(digit | True), 0.4, 0.2).item() > 0  # without non-digits, no NaN


def test_a_student_loses_least_by_saying_what_the_teacher_says():
    y = torch.tensor(np.random.default_rng(0).dirichlet(np.ones(10), 5))
    student = torch.log(y).requires_grad_()
    taught_loss(student, y).backward()
    assert student.grad.abs().max() < 1e-6
    assert taught_loss(student.flip(0), y) > taught_loss(student, y)


def test_mnistcore_gives_the_same_digit_probabilities(tmp_path, few):
    model = NETWORKS["mlp"]()
    save_weights(tmp_path / "network.npz", model.get_weights(), digit_threshold=0.5)
    network = load_network(tmp_path / "network.npz")
    np.testing.assert_allclose(network.digit_probability(few[0]), digit_probabilities(model, few[0]), atol=1e-5)


def test_a_network_learns_what_is_no_digit(few):
    x, t = few
    inverted = 255 - x
    recipe = replace(EVERYONE, epochs=10, batch_size=32, learning_rate=0.01, pen_copies=0, strength=(0, 0), degraded=0)
    epochs = Epochs(np.concatenate([x, inverted]), np.append(t, np.full(len(x), NO_DIGIT)), [], recipe, seed=0)
    fit = Fit(NETWORKS["mlp"](), recipe, epochs)
    for epoch in range(recipe.epochs):
        fit.run_epoch(*epochs[epoch])
    assert digit_probabilities(fit.model, x).mean() > 0.9
    assert digit_probabilities(fit.model, inverted).mean() < 0.3
