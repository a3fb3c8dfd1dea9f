"""Drawings made by code, the way of the ink, refusals, and two networks compared."""

import math

import numpy as np
import pytest

from mnistcore import EmptyDrawingError, load_network, softmax
from mnistcore.drawing import centre_of_mass, normalize_drawing
from mnistcore.experiments import ink, nondigits, pairs, refusal, strokes
from mnistcore.experiments.calibration import calibration_error
from mnistcore.experiments.outputs import average_shifts, temperature

INKS, LABELS = strokes.digits(100)


def accuracy(name, images):
    return (load_network(name).predict(images) == LABELS).mean()


def test_digits_made_by_code_are_digits_to_the_networks():
    assert INKS.shape == (100, 280, 280) and INKS.dtype == np.uint8
    assert np.bincount(LABELS).tolist() == [10] * 10
    images = np.array([normalize_drawing(each) for each in INKS])
    assert accuracy("mlp", images) > 0.97
    assert accuracy("cnn", images) > 0.97
    np.testing.assert_array_equal(strokes.digits(5)[0], INKS[:5])


def test_nothing_left_out_is_the_way_of_all_drawings():
    for each in INKS[:10]:
        np.testing.assert_array_equal(ink.leave_out(each, "nothing"), normalize_drawing(each))


@pytest.mark.parametrize("step", ["polarity", "crop", "box", "mass", "everything"])
def test_each_step_matters(step):
    images = np.array([ink.leave_out(each, step) for each in INKS])
    assert (images.shape, images.dtype) == ((100, 28, 28), np.uint8)
    assert accuracy("mlp-plain", images) < accuracy("mlp-plain", [normalize_drawing(each) for each in INKS]) - 0.05


def test_the_steps_left_out_leave_their_traces():
    bar = np.zeros((280, 280), np.uint8)
    bar[10:110, 10:30] = 255
    bar[90:110, 10:60] = 255  # an L in the corner

    def box(step):
        return [(np.ptp(places) + 1, places.min()) for places in np.nonzero(ink.leave_out(bar, step) > 26)]

    assert [size for size, _ in box("nothing")] == [20, 10]
    assert [size for size, _ in box("box")] == [28, 14]
    assert box("mass") == [(20, 4), (10, 9)]
    assert [size for size, _ in box("crop")] == [pytest.approx(8, abs=1), pytest.approx(4, abs=1)]
    assert box("everything")[0] == (10, 1)
    assert ink.leave_out(bar, "polarity")[0, 0] == 255
    assert centre_of_mass(ink.leave_out(bar, "nothing")) == pytest.approx((14, 14), abs=0.6)
    with pytest.raises(EmptyDrawingError):
        ink.leave_out(np.zeros((280, 280), np.uint8), "crop")


@pytest.mark.parametrize("kind", [nondigits.scribbles, nondigits.shapes])
def test_what_is_no_digit_is_made_from_a_seed(kind):
    first, same, other = (kind(12, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (first.shape, first.dtype) == ((12, 28, 28), np.uint8)
    np.testing.assert_array_equal(first, same)
    assert (first != other).any(axis=(1, 2)).all()


def test_a_threshold_answers_less_and_errs_less():
    scores, right = np.array([0.2, 0.6, 0.8, 0.9]), np.array([False, True, False, True])
    found = refusal.refuse(scores, right, {"shapes": np.array([0.1, 0.85])}, 0.7)
    assert found == (0.5, 0.5, {"shapes": 0.5})
    assert refusal.refuse(scores, right, {}, 0.95) == (0, 0, {})
    assert refusal.refuse(scores, right, {}, 0) == (1, 0.5, {})


def test_a_network_trained_with_non_digits_refuses_them():
    digits = np.array([normalize_drawing(each) for each in INKS])
    shapes = nondigits.shapes(60, np.random.default_rng(0))
    network = load_network("cnn")
    for variant, most in (("digit", 0.2), ("largest", 0.8)):
        scores = refusal.scores_of(network, digits, variant)
        threshold = np.quantile(scores, 0.05)
        passed = refusal.refuse(scores, scores > 0, {"shapes": refusal.scores_of(network, shapes, variant)}, threshold)
        assert passed.passed["shapes"] < most
    plain = load_network("mlp-plain")
    np.testing.assert_array_equal(refusal.scores_of(plain, digits, "digit"), refusal.scores_of(plain, digits))


@pytest.mark.parametrize(("b", "c", "p"), [(0, 0, 1), (5, 5, 1), (0, 5, 2 / 32), (1, 9, 22 / 1024), (10, 1, 24 / 2048)])
def test_mcnemar(b, c, p):
    assert pairs.mcnemar(b, c) == pytest.approx(p)
    assert pairs.mcnemar(c, b) == pairs.mcnemar(b, c)


def test_mcnemar_of_many_digits():
    counts = [math.lgamma(1101) - math.lgamma(k + 1) - math.lgamma(1101 - k) for k in range(501)]  # logarithms
    tail = sum(math.exp(count - 1100 * math.log(2)) for count in counts)
    assert pairs.mcnemar(600, 500) == pytest.approx(2 * tail, rel=1e-9)
    assert pairs.mcnemar(5000, 1) < 1e-300


def test_two_networks_are_compared_where_only_one_is_right():
    found = pairs.compare(np.array([1, 2, 0, 9]), np.array([1, 0, 3, 9]), np.array([1, 2, 3, 4]))
    assert (found.only_first.tolist(), found.only_second.tolist(), found.p_value) == ([1], [2], 1)


def test_a_temperature_divides_the_logits():
    network, images = load_network("mlp"), np.random.default_rng(0).random((5, 784), np.float32)
    expected = softmax(network.logits(images) / 2)
    np.testing.assert_allclose(temperature(network, 2).predict_proba(images), expected, atol=1e-6)


def test_the_mean_over_shifts():
    network = load_network("mlp")
    x = np.zeros((1, 28, 28), np.float32)
    x[0, 10:20, 14] = 1
    moved = [np.roll(x, (down, right), axis=(1, 2)) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    expected = np.mean([network.predict_proba(each) for each in moved], axis=0)
    np.testing.assert_allclose(average_shifts(network, 1).predict_proba(x), expected, atol=1e-6)


def test_calibration_by_hand():
    confidence, right = np.array([0.8, 0.8, 0.8, 0.8, 0.6]), np.array([1, 1, 1, 0, 1], bool)
    assert calibration_error(confidence, right) == pytest.approx((4 * abs(0.8 - 0.75) + abs(0.6 - 1)) / 5)
