"""Calibration, on cases worked out by hand."""

import numpy as np
import pytest

from training.calibration import (
    accuracy,
    best_temperature,
    cross_entropy,
    expected_calibration_error,
    with_temperature,
)

Y = np.array([[0.8, 0.2], [0.8, 0.2], [0.8, 0.2], [0.8, 0.2], [0.4, 0.6]])
T = np.array([0, 0, 0, 1, 1])


def test_known_values():
    assert accuracy(Y, T) == 0.8
    assert cross_entropy(Y, T) == pytest.approx(-(3 * np.log(0.8) + np.log(0.2) + np.log(0.6)) / 5)
    assert expected_calibration_error(Y, T) == pytest.approx((4 * abs(0.8 - 0.75) + abs(0.6 - 1)) / 5)


def test_temperature_divides_the_logits():
    a = np.array([[2.0, -1.0, 0.5]])
    y, cooler = (np.exp(a / T) / np.exp(a / T).sum() for T in (1, 1.7))
    np.testing.assert_allclose(with_temperature(y, 1.7), cooler)


def test_the_best_temperature_undoes_the_one_applied():
    rng = np.random.default_rng(0)
    y = with_temperature(rng.dirichlet(np.ones(10), 20_000), 1)
    t = (y.cumsum(axis=1) > rng.random((len(y), 1))).argmax(axis=1)  # labels as probable as y says
    assert best_temperature(with_temperature(y, 1 / 1.5), t) == pytest.approx(1.5, abs=0.05)
