"""How good a network is: its predictions compared with the labels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .errors import InputError
from .network import Network


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The result of `evaluate` for N images.

    probabilities: (N, 10) float32; predictions: (N,), the most probable digits; accuracy: the share of correct
    predictions, 0..1; confusion: (10, 10) counts, a row for each label and a column for each prediction; mistakes: the
    indices of the misclassified images, in order.
    """

    probabilities: np.ndarray
    predictions: np.ndarray
    accuracy: float
    confusion: np.ndarray
    mistakes: np.ndarray


def evaluate(network: Network, images: ArrayLike, labels: ArrayLike, batch_size: int = 100) -> Evaluation:
    """Run the network once over all images and compare its predictions with the labels.

    images: as for `Network.predict_proba`; labels: (N,) integers 0..9, or (N, 10) one-hot.
    Raises InputError where images and labels do not match, or there are none.

    >>> from mnistcore import load_mnist, load_network
    >>> _, (x_test, t_test) = load_mnist(source="sample")
    >>> evaluate(load_network("mlp"), x_test, t_test).accuracy
    0.98525
    """
    return compare(network.predict_proba(images, batch_size), labels)


def compare(y: np.ndarray, labels: ArrayLike) -> Evaluation:
    """Compare probabilities, (N, 10), with the labels. labels and errors: as for `evaluate`."""
    t = _as_integers(labels, *y.shape)  # (N,)
    predictions = y.argmax(axis=1)
    right = predictions == t
    return Evaluation(y, predictions, float(right.mean()), confusion_matrix(t, predictions), np.flatnonzero(~right))


def confusion_matrix(labels: np.ndarray, predictions: np.ndarray, classes: int = 10) -> np.ndarray:
    """How often each label (row) was predicted as each class (column): (classes, classes) integers."""
    return np.bincount(labels * classes + predictions, minlength=classes * classes).reshape(classes, classes)


def _as_integers(labels, count, classes):
    labels = np.asarray(labels)
    one_hot = labels.ndim == 2
    if count == 0 or labels.shape != ((count, classes) if one_hot else (count,)):
        raise InputError(
            "Expected one label for each image, at least one: ({count},) or one-hot ({count}, {classes}), "
            "found {shape}.",
            count=count,
            classes=classes,
            shape=labels.shape,
        )
    if one_hot:
        if not (((labels == 0) | (labels == 1)).all() and (labels.sum(axis=1) == 1).all()):
            raise InputError("Expected one-hot labels: one 1 in every row, and zeros elsewhere.")
        return labels.argmax(axis=1)
    if labels.dtype.kind not in "ui" or labels.min() < 0 or labels.max() >= classes:
        raise InputError(
            "Expected integer labels 0..{last}, found others (dtype {dtype}).", last=classes - 1, dtype=labels.dtype
        )
    return labels.astype(np.intp)
