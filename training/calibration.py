"""Calibration: of the predictions with a probability of 80%, about 80% should be correct.

Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks" (2017).
"""

import numpy as np


def accuracy(y, t):
    """The share of images whose most probable class is their label: y (N, 10), t (N,)."""
    return float((y.argmax(axis=1) == t).mean())


def cross_entropy(y, t):
    """The mean of -log of the probability of the label."""
    return float(-np.log(np.maximum(y[np.arange(len(t)), t], 1e-12)).mean())


def expected_calibration_error(y, t, bins=15):
    """The gap between the probability of the predicted class and the accuracy, averaged over bins of probability."""
    predicted, confidence = y.argmax(axis=1), y.max(axis=1)
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs((confidence - (predicted == t))[bin_of == b].sum()) for b in range(bins)]
    return float(sum(gaps) / len(t))


def with_temperature(y, temperature):
    """The probabilities y, (N, 10), after dividing the logits by `temperature`. Above 1, they are less confident."""
    log = np.log(np.maximum(y, 1e-12)) / temperature
    e = np.exp(log - log.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def best_temperature(y, t):
    """The temperature with the smallest cross-entropy, in steps of 0.01."""
    return float(min(np.arange(0.5, 2.5, 0.01), key=lambda T: cross_entropy(with_temperature(y, T), t)))
