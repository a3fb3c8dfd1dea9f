"""Calibration: of the predictions with a probability of 80%, about 80% should be correct.

Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks" (2017).
"""

import numpy as np

from mnistcore.experiments.calibration import calibration_error


def accuracy(y, t):
    """The share of images whose most probable class is their label: y (N, 10), t (N,)."""
    return float((y.argmax(axis=1) == t).mean())


def cross_entropy(y, t):
    """The mean of -log of the probability of the label."""
    return float(-np.log(np.maximum(y[np.arange(len(t)), t], 1e-12)).mean())


def expected_calibration_error(y, t):
    """`calibration_error` of the most probable classes."""
    return calibration_error(y.max(axis=1), y.argmax(axis=1) == t)


def with_temperature(y, temperature):
    """The probabilities y, (N, 10), after dividing the logits by `temperature`. Above 1, they are less confident."""
    log = np.log(np.maximum(y, 1e-12)) / temperature
    e = np.exp(log - log.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def best_temperature(y, t):
    """The temperature with the smallest cross-entropy, in steps of 0.01."""
    return float(min(np.arange(0.5, 2.5, 0.01), key=lambda T: cross_entropy(with_temperature(y, T), t)))
