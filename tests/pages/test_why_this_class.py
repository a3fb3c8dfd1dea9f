"""The page that shows what counts for a class, run headless on the built-in sample."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnistcore import drawing, explanation, load_mnist, load_network, sigmoid
from tests.pages.apps import page, put_ink, run, seed_own_file
from ui.figures import contributions, numbers, probabilities

PAGE = page("why_this_class")
(_, _), (x_test, t_test) = load_mnist(normalize=False, source="sample")


def html(at):
    return " ".join(element.proto.body for element in at.get("html"))


def words(at):
    return " ".join(element.value for element in (*at.markdown, *at.caption))


def values(at):
    """What the two pictures show under the pointer: two arrays (28, 28) of texts."""
    found = re.findall(r'data-value="row \d+, column \d+: ([^"]+)"', html(at))
    return np.array(found).reshape(2, 28, 28)


@pytest.mark.parametrize(
    ("query", "name", "index", "patch", "picked"),
    [
        ({}, "mlp", 0, 3, None),
        ({"digit": "7", "class": "3", "patch": "5 × 5"}, "mlp", 7, 5, 3),
        ({"network": "cnn", "digit": "1", "class": "8", "patch": "1 × 1"}, "cnn", 1, 1, 8),
    ],
)
def test_both_pictures_hold_the_librarys_numbers(query, name, index, patch, picked):
    network, image = load_network(name), x_test[index]
    picked = network.predict(image[None])[0] if picked is None else picked
    at = run(PAGE, **query)
    products = explanation.gradient_times_input(network, image)
    falls = explanation.occlusion(network, image, patch)[picked]
    estimates = explanation.over_squares(products, patch)[picked]
    for shown, expected in zip(values(at), (falls, estimates), strict=True):
        np.testing.assert_array_equal(shown, [[numbers.signed(value) for value in row] for row in expected])
    largest = max(np.abs(falls).max(), np.abs(estimates).max())
    assert html(at).count(contributions.scale(float(largest))) == 2
    assert f"add up to {numbers.signed(products[picked].sum())};" in words(at)
    assert "one colour scale, which ends at the largest value of either" in words(at)
    assert "Make one pixel slightly brighter" in words(at) and "derivative" not in words(at)  # chapter 4 comes later


def test_it_opens_with_the_guess_and_marks_it():
    y = load_network("mlp-plain").predict_proba(x_test[:1])[0]
    at = run(PAGE, network="mlp-plain")
    assert f"Prediction: **{y.argmax()}**, {numbers.probability(y.max())}" in words(at)
    assert probabilities.bars(y, y.argmax()) in html(at)
    at.pills(key="class").set_value("4").run()
    assert not at.exception
    assert probabilities.bars(y, 4) in html(at)
    assert html(at).count("tile picked") == 1


@pytest.mark.parametrize("name", ["mlp", "cnn", "mlp-plain", "cnn-article"])
def test_networks_that_know_digits_have_an_eleventh_bar(name):
    network = load_network(name)
    at = run(PAGE, network=name, digit="5")
    p = network.digit_probability(x_test[5:6])
    eleventh = re.search(r'<div class="row none"><span>none</span>.*?<span class="number">(.*?)</span>', html(at))
    assert (eleventh is None) == (p is None) == ("eleventh" not in words(at))
    if p is not None:
        assert eleventh[1] == numbers.probability(1 - p[0])
        assert f"Above {numbers.probability(1 - network.digit_threshold)}" in words(at)


def test_what_the_strongest_squares_do_is_what_the_network_says_without_them():
    network, image = load_network("mlp"), x_test[3].reshape(28, 28)
    guess = network.predict(image[None])[0]
    falls = explanation.occlusion(network, image, 5)[guess]
    before = explanation.log_odds(network.logits(image[None]))[0, guess]
    shown = html(run(PAGE, digit="3", patch="5 × 5"))
    covered = explanation.occluded(image, 5)
    for word, place in (("for", falls.argmax()), ("against", falls.argmin())):
        y = network.predict_proba(covered[place][None])[0]
        reads, p = y.argmax(), numbers.probability(y[guess])
        says = f"prediction {reads}, {p}" if reads == guess else f"prediction {reads}; {guess}: {p}"
        says += f"\nlog-odds of {guess}: {numbers.signed(before - falls.ravel()[place])}"
        assert f"strongest {word} {guess} removed\n{says}" in shown.replace("&gt;", ">").replace("&lt;", "<")


def test_all_ten_classes_are_drawn():
    shown = html(run(PAGE))
    for k in range(10):
        assert f'alt="What counts for and against {k}"' in shown


@pytest.mark.parametrize(
    "query",
    [
        {"class": "10", "patch": "4 × 4", "digit": "-1"},
        {"class": "", "patch": "", "digit": "inf"},
        {"class": "three", "patch": "2", "network": "nonsense"},
    ],
)
def test_what_makes_no_sense_in_the_address_is_ignored(query):
    at = run(PAGE, **query)
    np.testing.assert_array_equal(values(at), values(run(PAGE)))


def test_the_kept_drawing_is_explained():
    ink = np.zeros((280, 280), np.uint8)
    ink[40:240, 130:150] = 255
    at = AppTest.from_file(PAGE, default_timeout=30)
    put_ink(at, ink)
    at.run()
    assert not at.exception
    image = drawing.normalize_drawing(ink)
    network = load_network("mlp")
    guess = network.predict(image[None])[0]
    assert f"Your drawing. Prediction: **{guess}**" in words(at)
    log_odds = explanation.log_odds(network.logits(image[None]))[0, guess]
    assert f"the log-odds of {guess} are {numbers.signed(log_odds)}" in words(at)
    assert numbers.probability(sigmoid(float(log_odds))) in html(at).replace("&gt;", ">")


@pytest.mark.parametrize(("scale", "activation"), [(0, "relu"), (1, "identity_function"), (1e4, "sigmoid")])
def test_a_learners_own_network(scale, activation):
    random = np.random.default_rng(0)
    at = AppTest.from_file(PAGE, default_timeout=30)
    W1, W2 = random.normal(0, scale, (784, 20)), random.normal(0, scale, (20, 10))
    seed_own_file(at, W1=W1, b1=np.zeros(20), W2=W2, b2=np.zeros(10))
    at.query_params.update({"network": "own file", "activation": activation, "class": "9"})
    at.run()
    assert not at.exception and not at.error
    assert len(values(at)) == 2
