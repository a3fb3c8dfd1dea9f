"""The functions that a layer puts its weighted sums through (*Deep Learning from Scratch*, sections 3.2 and 3.5).

Each takes a number, a list or an array of any shape and returns the same shape. Floats keep their dtype; everything
else is calculated in float64, as NumPy does.
"""

import numpy as np


def step_function(x):
    """1 where x > 0, else 0: the perceptron's activation. Integers, unless x is an array of floats."""
    x = np.asarray(x)
    return (x > 0).astype(x.dtype if isinstance(x.dtype.type(), np.floating) else int)


def sigmoid(x):
    """σ(x) = 1 / (1 + e⁻ˣ): a smooth step from 0 to 1.

    For x < 0 it is calculated as eˣ / (1 + eˣ), the same number, so that the exponential never overflows.
    """
    x = _floats(x)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


def relu(x):
    """max(0, x): what is negative becomes 0, what is positive passes."""
    return np.maximum(0, x)


def identity_function(x):
    """x, unchanged: the output activation of a regression."""
    return np.asarray(x)[()]


def softmax(x):
    """eˣ / Σ eˣ along the last axis: every row becomes probabilities that sum to 1.

    Subtracting the row's maximum first changes nothing in the quotient and keeps the exponential from overflowing
    (section 3.5.2).
    """
    x = _floats(x)
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _floats(x):
    x = np.asarray(x)
    return x if np.issubdtype(x.dtype, np.floating) else x.astype(np.float64)
