"""Do probabilities mean what they say? Of the guesses made with 80 %, about 80 % should be right.

Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks" (2017).
"""

import numpy as np


def accuracy(y, t):
    """The share of images whose most probable class is their label: y (N, 10), t (N,)."""
    return float((y.argmax(axis=1) == t).mean())


def cross_entropy(y, t):
    """The mean of -log of the probability given to the label."""
    return float(-np.log(np.maximum(y[np.arange(len(t)), t], 1e-12)).mean())


def expected_calibration_error(y, t, bins=15):
    """The gap between the guesses' probability and their accuracy, averaged over bins of that probability."""
    guess, sure = y.argmax(axis=1), y.max(axis=1)
    which = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs((sure - (guess == t))[which == b].sum()) for b in range(bins)]
    return float(sum(gaps) / len(t))


def with_temperature(y, temperature):
    """Probabilities as if the last layer's weighted sums had been divided by `temperature`: above 1, less sure."""
    log = np.log(np.maximum(y, 1e-12)) / temperature
    e = np.exp(log - log.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def best_temperature(y, t):
    """The temperature, to a hundredth, that gives labels the highest probability."""
    return float(min(np.arange(0.5, 2.5, 0.01), key=lambda T: cross_entropy(with_temperature(y, T), t)))
