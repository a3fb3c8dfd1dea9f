"""The digits: MNIST's 70,000, and a sample of 5,000 of them that is part of this package.

`load_mnist` is the book's function (section 3.6.1), with the same three parameters.
"""

from os import PathLike
from pathlib import Path

import numpy as np

from ..errors import DatasetError, Sentence
from .download import Progress, obtain
from .idx import decode_idx, read_idx
from .known_files import KnownFile, find_file

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
MIRRORS = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")
WITHOUT_NETWORK = Sentence(
    'To work offline, use the built-in digits, source="sample", or put MNIST\'s four files into a folder and '
    "set the environment variable MNISTCORE_DATA to that folder."
)
CLASSES = 10


def _mnist_file(name, size, sha256):
    urls = tuple(f"{mirror}{name}.gz" for mirror in MIRRORS)
    return KnownFile(name, size, sha256, urls, WITHOUT_NETWORK)


MNIST = (
    _mnist_file(
        "train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
    ),
    _mnist_file("train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    _mnist_file(
        "t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
    ),
    _mnist_file("t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
)
Pair = tuple[np.ndarray, np.ndarray]


def load_mnist(
    normalize: bool = True,
    flatten: bool = True,
    one_hot_label: bool = False,
    *,
    source: str = "mnist",
    data_dir: str | PathLike | None = None,
    download: bool = True,
) -> tuple[Pair, Pair]:
    """The digits and their labels: (x_train, t_train), (x_test, t_test).

    normalize: x is float32, 0..1; otherwise uint8, 0..255.
    flatten: x is (N, 784), one row per image; otherwise (N, 1, 28, 28), as in the book.
    one_hot_label: t is (N, 10) uint8, with a 1 at the label; otherwise (N,) uint8, 0..9.
    source: "mnist" has 60,000 and 10,000 digits, "sample" the 1,000 and 4,000 that come with this package.
    data_dir: the folder to look in first; then come those of $MNISTCORE_DATA and the user's cache.
    download: files not found there are downloaded into the cache (11 MB).
    Raises DatasetError for an unknown source, DownloadError where a download fails; with download=False, DatasetError
    for files that are missing or damaged.

    >>> (x_train, t_train), (x_test, t_test) = load_mnist(source="sample")
    >>> x_train.shape, t_train.shape, x_test.shape, t_test.shape
    ((1000, 784), (1000,), (4000, 784), (4000,))
    """
    pairs = [_read(source, split, data_dir, download) for split in ("train", "test")]
    train, test = [(_as_input(x, normalize, flatten), _as_labels(t, one_hot_label)) for x, t in pairs]
    return train, test


def load_split(source: str, split: str) -> Pair:
    """The images, (N, 784) uint8, and labels, (N,) uint8, of "train" or "test" alone, which takes less time and memory.

    source and errors: as for `load_mnist`, without downloads.

    >>> x_test, t_test = load_split("sample", "test")
    >>> x_test.shape, t_test.shape
    ((4000, 784), (4000,))
    """
    x, t = _read(source, split, None, download=False)
    return _as_input(x, normalize=False, flatten=True), t


def find_mnist(data_dir: str | PathLike | None = None) -> list[Path] | None:
    """The paths of MNIST's four files if all are on disk, else None.

    Looks only at file names; `load_mnist` checks the contents. If None, `load_mnist` would have to download.
    """
    paths = [path for file in MNIST if (path := find_file(file.name, data_dir))]
    return paths if len(paths) == len(MNIST) else None


def download_mnist(progress: Progress = True) -> None:
    """Download those of MNIST's four files that are missing or damaged. progress and errors: as for `fetch`."""
    for file in MNIST:
        obtain(file, progress=progress)


def _read(source, split, data_dir, download):
    if source not in SOURCES:
        raise DatasetError(
            "Unknown data set {source!r}. Expected one of {known}.", source=source, known=", ".join(map(repr, SOURCES))
        )
    files = MNIST[:2] if split == "train" else MNIST[2:]  # of images and of labels
    return [SOURCES[source](file, data_dir, download) for file in files]


def _read_mnist(file, data_dir, download):
    return decode_idx(obtain(file, data_dir, download=download), file.name)


def _read_sample(file, *_):
    return read_idx(SAMPLE / f"{file.name}.gz")


SOURCES = {"mnist": _read_mnist, "sample": _read_sample}  # name: function(file, data_dir, download) -> array


def _as_input(images, normalize, flatten):
    N, H, W = images.shape
    x = images.reshape((N, H * W) if flatten else (N, 1, H, W))  # (N, 28, 28) -> (N, 784) or (N, 1, 28, 28)
    return x / np.float32(255) if normalize else x


def _as_labels(labels, one_hot_label):
    return np.eye(CLASSES, dtype=np.uint8)[labels] if one_hot_label else labels  # (N,) -> (N, 10)
