"""Images to train and evaluate on: MNIST without the built-in sample, and digits drawn from pen strokes."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np

from mnistcore.drawing import normalize_drawing
from mnistcore.files.datasets import load_mnist

from . import handwriting
from .augmentation import augment

BANK = 16  # drawings made of each pen digit; each epoch uses the next few


def mnist(source, with_sample):
    """(x_train, t_train), (x_test, t_test): x (N, 28, 28) uint8, t (N,) uint8.

    Unless `with_sample`, the digits of the built-in sample are removed from MNIST's training images.
    """
    (x_train, t_train), (x_test, t_test) = load_mnist(normalize=False, flatten=False, source=source)
    x_train, x_test = x_train[:, 0], x_test[:, 0]  # (N, 1, 28, 28) -> (N, 28, 28)
    if source == "mnist" and not with_sample:
        known = {image.tobytes() for image in sample()[0]}
        keep = np.array([image.tobytes() not in known for image in x_train])
        x_train, t_train = x_train[keep], t_train[keep]
    return (x_train, t_train), (x_test, t_test)


def sample():
    """All 5,000 digits of the built-in sample: x (5000, 28, 28) uint8, t (5000,) uint8."""
    (x_train, t_train), (x_test, t_test) = load_mnist(normalize=False, flatten=False, source="sample")
    return np.concatenate([x_train, x_test])[:, 0], np.concatenate([t_train, t_test])


def split(x, t, size, rng):
    """Split images and labels at random into two parts: all but `size`, and `size`."""
    order = rng.permutation(len(x))
    return (x[order[size:]], t[order[size:]]), (x[order[:size]], t[order[:size]])


def as_drawn(digits, longest=handwriting.FIT, pen=handwriting.PEN):
    """Pen digits, drawn and normalised as on the page: x (N, 28, 28) uint8, t (N,) uint8."""
    strokes = (handwriting.fit(digit.strokes, longest=longest) for digit in digits)
    return np.array([normalize_drawing(handwriting.draw(s, pen)) for s in strokes]), labels(digits)


def varied_drawings(digits, seed):
    """Every pen digit, varied, and drawn at a random size with a random pen: (N, 28, 28) uint8.

    The pen is at most a fifth as wide as the digit is long. With a wider pen, loops fill with ink, and a network
    trained on such blobs as eights mistakes the bold digits of MNIST for eights.
    """
    rng = np.random.default_rng(seed)
    images = np.empty((len(digits), 28, 28), np.uint8)
    for image, digit in zip(images, digits, strict=True):
        longest = rng.uniform(100, 240)
        strokes = handwriting.fit(handwriting.vary(digit.strokes, rng), longest=longest)
        image[:] = normalize_drawing(handwriting.draw(strokes, pen=longest * rng.uniform(0.04, 0.2)))
    return images


def labels(digits):
    """The labels of pen digits, (N,) uint8."""
    return np.array([digit.label for digit in digits], np.uint8)


class Epochs:
    """The shuffled training images of each epoch: `epochs[3]` -> x, t. The same index always gives the same images."""

    def __init__(self, x, t, digits, recipe, seed):
        self.x, self.t, self.recipe, self.seed = x, t, recipe, seed
        self.bank, self.pen_labels = (), labels(digits)
        if digits and recipe.pen_copies:
            with ProcessPoolExecutor() as pool:
                self.bank = list(pool.map(partial(varied_drawings, digits), [(seed, copy) for copy in range(BANK)]))

    def __len__(self):
        """The number of images in an epoch."""
        return len(self.x) + len(self.pen_labels) * self.copies

    @property
    def copies(self):
        return self.recipe.pen_copies if self.bank else 0

    def __getitem__(self, epoch):
        rng = np.random.default_rng((self.seed, epoch))
        first, last = self.recipe.strength
        strength = first + (last - first) * epoch / max(1, self.recipe.epochs - 1)
        drawn = [self.bank[(epoch * self.copies + copy) % BANK] for copy in range(self.copies)]
        x = np.concatenate([self.x, *drawn])
        t = np.concatenate([self.t, *[self.pen_labels] * self.copies])
        order = rng.permutation(len(x))
        x, t = x[order], t[order]
        return (augment(x, rng, strength) if strength else x), t
