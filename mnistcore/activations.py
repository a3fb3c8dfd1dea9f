"""Activation functions (*Deep Learning from Scratch*, sections 3.2 and 3.5).

Each takes a number, a list or an array of any shape and returns the same shape. Floats keep their dtype; `sigmoid`,
`tanh` and `softmax` convert all other input to float64.
"""

import numpy as np
from numpy.typing import ArrayLike


def step_function(x: ArrayLike) -> np.ndarray:
    """1 where x > 0, else 0: the perceptron's activation. Floats keep their dtype; all other input gives integers.

    >>> step_function(np.array([-1.0, 1.0, 2.0]))
    array([0., 1., 1.])
    """
    x = np.asarray(x)
    return (x > 0).astype(x.dtype if isinstance(x.dtype.type(), np.floating) else int)


def sigmoid(x: ArrayLike) -> np.ndarray:
    """σ(x) = 1 / (1 + e⁻ˣ): a smooth step from 0 to 1.

    For x < 0 it is computed as eˣ / (1 + eˣ), which is the same number but cannot overflow.

    >>> sigmoid(np.array([-1.0, 1.0, 2.0]))
    array([0.26894142, 0.73105858, 0.88079708])
    """
    x = _floats(x)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


def tanh(x: ArrayLike) -> np.ndarray:
    """tanh(x) = (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ) = 2 σ(2x) - 1: a smooth step from -1 to 1.

    >>> tanh(np.array([-1.0, 1.0, 2.0]))
    array([-0.76159416,  0.76159416,  0.96402758])
    """
    return np.tanh(_floats(x))


def relu(x: ArrayLike) -> np.ndarray:
    """max(0, x): negative values become 0, positive ones stay.

    >>> relu([-0.5, 0.0, 2.0])
    array([0., 0., 2.])
    """
    return np.maximum(0, np.asarray(x))


def identity_function(x: ArrayLike) -> np.ndarray:
    """x, unchanged: the output activation for regression."""
    return np.asarray(x)[()]


def softmax(x: ArrayLike) -> np.ndarray:
    """eˣ / Σ eˣ along the last axis: turns each row into probabilities that sum to 1.

    The row's maximum is subtracted first. That does not change the result and prevents overflow (section 3.5.2).

    >>> softmax([0.3, 2.9, 4.0])
    array([0.01821127, 0.24519181, 0.73659691])
    """
    x = _floats(x)
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _floats(x: ArrayLike) -> np.ndarray:
    x = np.asarray(x)
    return x if np.issubdtype(x.dtype, np.floating) else x.astype(np.float64)
