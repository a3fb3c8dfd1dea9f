"""The overview, run headless on the built-in sample."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnistcore import load_mnist, load_network
from mnistcore.drawing import normalize_drawing
from tests.pages.apps import APP, answer, equations, page, put_ink, run, seed_own_file, told, views
from ui.figures import numbers

INK = np.zeros((280, 280), np.uint8)
INK[40:240, 130:150] = 255


def metrics(at):
    return {metric.label: metric.value for metric in at.metric}


def test_it_shows_the_accuracy_of_the_shipped_network_on_the_sample():
    at = run(APP)
    x_test, t_test = load_mnist(source="sample")[1]
    accuracy = np.mean(load_network("mlp").predict(x_test) == t_test)
    assert metrics(at)["Accuracy"] == numbers.percent(accuracy)
    assert metrics(at)["Weights and biases"] == "45,360"
    assert metrics(at)["Test digits"] == "4,000"


def test_it_shows_every_layer_with_its_shapes():
    assert [shapes for _, shapes, *_ in equations(run(APP))] == [
        "(1, 784) @ (784, 50) + (50,) → (1, 50)",
        "(1, 50) @ (50, 100) + (100,) → (1, 100)",
        "(1, 100) @ (100, 10) + (10,) → (1, 10)",
    ]


def test_without_a_drawing_the_network_is_shown_with_a_test_digit_and_with_one_with_that():
    at = AppTest.from_file(APP, default_timeout=30)
    images = load_mnist(source="sample", normalize=False)[1][0].reshape(-1, 28, 28)
    at.run()
    np.testing.assert_array_equal(answer(at)[0], images[0])
    put_ink(at, INK)
    at.run()
    assert not at.exception
    np.testing.assert_array_equal(answer(at)[0], normalize_drawing(INK))
    assert "Your drawing. Prediction: **1**" in " ".join(text.value for text in at.markdown)
    next(button for button in at.button if button.label == "Another digit").click().run()
    np.testing.assert_array_equal(answer(at)[0], images[at.session_state["digit"]])


def test_only_layers_with_weights_are_counted_as_in_the_book():
    assert metrics(run(APP))["Layers with weights"] == "3"
    assert metrics(run(APP, network="cnn"))["Layers with weights"] == "4"


def test_another_digit_is_another_digit():
    at = run(APP)
    at.button[0].click().run()
    assert not at.exception
    assert at.session_state["digit"] in range(4000)


@pytest.mark.parametrize("query", [{"data": "nonsense"}, {"network": "nonsense"}, {"data": ""}, {"network": ""}])
def test_what_makes_no_sense_in_the_address_is_ignored(query):
    assert metrics(run(APP, **query))["Test digits"] == "4,000"


def test_mnist_that_is_not_there_is_offered_for_download(monkeypatch, tmp_path):
    monkeypatch.setenv("MNISTCORE_DATA", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    at = run(APP, data="mnist")
    assert "Download MNIST (11 MB)" in [button.label for button in at.button]
    assert "Showing the built-in sample" in at.info[0].value
    assert metrics(at)["Test digits"] == "4,000"


def test_a_link_to_a_file_that_its_reader_does_not_have_says_so():
    at = run(APP, network="own file")
    assert "Showing our MLP" in at.info[0].value
    assert not run(APP).info


def test_full_mnist(mnist_dir, monkeypatch):
    monkeypatch.setenv("MNISTCORE_DATA", str(mnist_dir))
    assert metrics(run(APP, data="mnist"))["Test digits"] == "10,000"


def test_a_learners_own_network_takes_the_place_of_ours():
    random = np.random.default_rng(0)
    at = AppTest.from_file(APP, default_timeout=30)
    seed_own_file(at, W1=random.normal(size=(784, 10)), b1=np.zeros(10))
    at.query_params["network"] = "own file"
    at.run()
    assert not at.exception and not at.error
    assert metrics(at)["Weights and biases"] == "7,850"


@pytest.mark.parametrize("file", [APP, page("draw_and_predict"), page("layer_activations")])
def test_a_network_too_large_to_be_drawn_says_so_and_the_page_goes_on(file):
    random = np.random.default_rng(0)
    at = AppTest.from_file(file, default_timeout=30)
    put_ink(at, INK)
    large = {"W1": random.normal(size=(784, 700)) / 28, "b1": np.zeros(700)}
    seed_own_file(at, **large, W2=random.normal(size=(700, 10)) / 28, b2=np.zeros(10))
    at.query_params["network"] = "own file"
    at.run()
    assert not at.exception and not at.error and not views(at)
    assert "too many weights or neurons to be drawn" in " ".join(caption.value for caption in at.caption)
    assert all(not data.get("values") for data in told(at))


def test_a_bad_file_is_explained_and_the_page_goes_on():
    at = AppTest.from_file(APP, default_timeout=30)
    seed_own_file(at, W1=np.zeros((100, 10)), b1=np.zeros(10))
    at.query_params["network"] = "own file"
    at.run()
    assert not at.exception
    assert "784" in at.error[0].value
    assert metrics(at)["Weights and biases"] == "45,360"
