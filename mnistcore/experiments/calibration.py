"""Calibration: of the predictions with a probability of 80%, about 80% should be correct.

Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks" (2017).
"""

import numpy as np


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """The gap between the probability of the predicted class and the accuracy, averaged over bins of probability.

    confidence: the largest probability of each image, (N,); right: whether its prediction is, (N,) bool.
    """
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = np.bincount(bin_of, weights=confidence.astype(np.float64) - right, minlength=bins)
    return float(np.abs(gaps).sum() / len(right))
