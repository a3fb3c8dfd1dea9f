"""The Keras networks are the ones that mnistcore runs, and an interrupted training ends like an uninterrupted one."""

from dataclasses import replace

import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs Keras: pip install -r training/requirements.txt")
pytest.importorskip("torch", reason="needs PyTorch: pip install -r training/requirements.txt")

from mnistcore import load_network  # noqa: E402
from training.data import Epochs, sample  # noqa: E402
from training.fit import Fit, probabilities  # noqa: E402
from training.networks import NETWORKS, save_weights  # noqa: E402
from training.recipes import PLAIN, adadelta  # noqa: E402

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
            keras.layers.Dense(10, activation="softmax"),
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
