"""A shard is a file of images with its file of labels. It is cut into parts, and `evaluate_part` evaluates one of them.

Whoever evaluates a part, in this process or on another machine, gets names and numbers and reads the files itself.
"""

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..errors import DatasetError
from ..evaluation import compare
from ..files.weights import load_network
from ..network import Network
from ..speed.accelerated import accelerate
from .arrays import ArrayFile, open_array

PART = 10_000  # images: a fraction of a second of work, and 8 MB of pixels
BATCH_SIZE = 1000


@dataclass(frozen=True)
class Shard:
    """The paths of a file of images and of their labels."""

    images: str
    labels: str


@dataclass(frozen=True, eq=False)
class Mistakes:
    """The misclassified images of a part, in order: four arrays of one length.

    index: of the image in its file; label and prediction: 0..9; probability: that of the prediction.
    """

    index: np.ndarray
    label: np.ndarray
    prediction: np.ndarray
    probability: np.ndarray


def find_shards(images: str, labels: str) -> list[Shard]:
    """The shards that two paths name: of a file, of all files in a folder, or of those that match a pattern.

    Files of images and labels belong together in the order of their names. Raises DatasetError if there are none, or
    not as many labels as images.
    """
    found, labelled = _files(images), _files(labels)
    if len(found) != len(labelled):
        raise DatasetError(
            "Expected one file of labels for each file of images, found {images} files of images and {labels} of "
            "labels.",
            images=len(found),
            labels=len(labelled),
        )
    return [Shard(*pair) for pair in zip(found, labelled, strict=True)]


def _files(path):
    if Path(path).is_dir():
        path = glob.escape(path) + "/*"
    found = [path] if Path(path).is_file() else sorted(p for p in glob.glob(path, recursive=True) if Path(p).is_file())
    if not found:
        raise DatasetError(
            "Expected a file, a folder with files, or a pattern such as 'images-*.npy', found {path}.", path=path
        )
    return [str(Path(p).resolve()) for p in found]


def parts(shard: Shard) -> list[tuple[int, int]]:
    """Where to cut a shard: (start, stop) of each part.

    A packed file can only be read from its beginning, so it is one part. Raises DatasetError where images and labels
    cannot be read, or differ in number.
    """
    images, _ = _opened(shard)
    N = images.shape[0]
    step = N if images.mapped is None else PART
    return [(start, min(start + step, N)) for start in range(0, N, step)]


def evaluate_part(network: str, shard: Shard, start: int, stop: int) -> tuple[np.ndarray, Mistakes]:
    """The confusion matrix, (10, 10) counts, and the mistakes of the images start to stop of a shard.

    network: as for `load_network`. Raises DatasetError and InputError for a damaged shard, WeightsError for a damaged
    network.
    """
    confusion, mistakes = np.zeros((10, 10), np.int64), []
    for first, x, t in _blocks(shard, start, stop):
        found = compare(_network(network).predict_proba(x, BATCH_SIZE), t)
        wrong = found.mistakes
        labels = t.argmax(axis=1) if t.ndim == 2 else t
        confusion += found.confusion
        guesses = found.predictions[wrong]
        mistakes.append((first + wrong, labels[wrong], guesses, found.probabilities[wrong, guesses]))
    return confusion, Mistakes(*map(np.concatenate, zip(*mistakes, strict=True)))


def _blocks(shard, start, stop) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """The images and labels of a part, at most PART at a time, each with the index of its first image."""
    images, labels = _opened(shard)
    pairs = zip(images.blocks(start, stop, PART), labels.blocks(start, stop, PART), strict=True)
    yield from ((start + number * PART, x, t) for number, (x, t) in enumerate(pairs))


def _opened(shard) -> Sequence[ArrayFile]:
    images, labels = (_open(path) for path in (shard.images, shard.labels))
    if len(images.shape) < 2 or not labels.shape or images.shape[0] != labels.shape[0] or not images.shape[0]:
        raise DatasetError(
            "Expected as many labels as images, at least one, found {images} in {path} and {labels} in {labels_path}.",
            images=images.shape,
            path=shard.images,
            labels=labels.shape,
            labels_path=shard.labels,
        )
    return images, labels


def _open(path) -> ArrayFile:
    """As `open_array`. A file stays mapped for its next part: mapping a large one again takes half a millisecond."""
    try:
        state = Path(path).stat()
    except OSError:
        return open_array(path)  # raises the error that says what is wrong
    return _open_unchanged(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=4)
def _open_unchanged(path, size, modified):
    return open_array(path)


@lru_cache(maxsize=2)
def _network(source: str) -> Network:
    """The network, on one thread: there is a worker for each core."""
    return accelerate(load_network(source), threads=1)
