"""How good a network is: what it makes of every image, beside what the label says."""

from dataclasses import dataclass

import numpy as np

from .errors import InputError


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What `evaluate` found for N images.

    probabilities: (N, 10) float32; predictions: (N,), the most probable digit; accuracy: the share that is right, 0..1;
    confusion: (10, 10) counts, a row for each true label, a column for each prediction; mistakes: the indices of the
    images that were read wrong, in order.
    """

    probabilities: np.ndarray
    predictions: np.ndarray
    accuracy: float
    confusion: np.ndarray
    mistakes: np.ndarray


def evaluate(network, images, labels, batch_size=100):
    """Run the network once over all images and compare with the labels.

    images: as `Network.predict_proba` takes them; labels: (N,) whole numbers 0..9, or (N, 10) one-hot.
    Raises InputError where images and labels do not fit together, or there are none.
    """
    y = network.predict_proba(images, batch_size)  # (N, 10)
    t = _as_numbers(labels, *y.shape)  # (N,)
    predictions = y.argmax(axis=1)
    right = predictions == t
    return Evaluation(y, predictions, float(right.mean()), confusion_matrix(t, predictions), np.flatnonzero(~right))


def confusion_matrix(labels, predictions, classes=10):
    """How often each label (row) was read as each class (column): (classes, classes) whole numbers."""
    return np.bincount(labels * classes + predictions, minlength=classes * classes).reshape(classes, classes)


def _as_numbers(labels, count, classes):
    labels = np.asarray(labels)
    one_hot = labels.ndim == 2
    if count == 0 or labels.shape != ((count, classes) if one_hot else (count,)):
        raise InputError(
            f"Expected one label for each image, at least one: ({count},) or one-hot ({count}, {classes}), "
            f"found {labels.shape}."
        )
    if one_hot:
        if not (((labels == 0) | (labels == 1)).all() and (labels.sum(axis=1) == 1).all()):
            raise InputError("Expected one-hot labels: a single 1 in every row, zeros beside it.")
        return labels.argmax(axis=1)
    if labels.dtype.kind not in "ui" or labels.min() < 0 or labels.max() >= classes:
        raise InputError(f"Expected labels to be whole numbers 0..{classes - 1}, found others among {labels.dtype}.")
    return labels.astype(np.intp)
