"""Images to train and evaluate on: MNIST without the built-in sample, and digits drawn from pen strokes."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np

from mnistcore.drawing import normalize_drawing
from mnistcore.experiments import strokes as pen_strokes
from mnistcore.files.datasets import load_mnist

from . import nondigits
from .augmentation import augment, degrade
from .forms import add_form

IMAGES = 2000  # of MNIST to make pairs of
DOUBTFUL = 0.02  # a smaller probability of its label makes a pen digit doubtful
NO_DIGIT = 10  # the label of images of anything else


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


def as_drawn(digits, longest=pen_strokes.FIT, pen=pen_strokes.PEN):
    """Pen digits, drawn and normalised as on the page: x (N, 28, 28) uint8, t (N,) uint8."""
    return on_canvas(digits, longest, pen), labels(digits)


def on_canvas(characters, longest=pen_strokes.FIT, pen=pen_strokes.PEN):
    """Digits or letters, drawn and normalised as on the page: (N, 28, 28) uint8."""
    strokes = (pen_strokes.fit(character.strokes, longest=longest) for character in characters)
    return np.array([normalize_drawing(pen_strokes.draw(s, pen)) for s in strokes])


def doubtful(digits, network):
    """The pen digits that are probably another character or only a part of one: a list of Character.

    They are those whose label gets a probability below DOUBTFUL from `network`.
    """
    if not digits:
        return []
    x, t = as_drawn(digits)
    y = network.predict_proba(x)[np.arange(len(t)), t]  # (N,)
    return [digit for digit, p in zip(digits, y, strict=True) if p < DOUBTFUL]


def varied_drawings(digits, forms, seed):
    """Every pen digit, varied, and drawn at a random size with a random pen: (N, 28, 28) uint8.

    The pen is at most a fifth as wide as the digit is long. With a wider pen, loops fill with ink, and a network
    trained on such blobs as eights mistakes the bold digits of MNIST for eights. forms: whether some get another form.
    """
    rng = np.random.default_rng(seed)
    images = np.empty((len(digits), 28, 28), np.uint8)
    for image, digit in zip(images, digits, strict=True):
        longest = rng.uniform(100, 240)
        strokes = add_form(digit, rng) if forms else digit.strokes
        strokes = pen_strokes.fit(pen_strokes.vary(strokes, rng), longest=longest)
        image[:] = normalize_drawing(pen_strokes.draw(strokes, pen=longest * rng.uniform(0.04, 0.2)))
    return images


def labels(digits):
    """The labels of pen digits, (N,) uint8."""
    return np.array([digit.label for digit in digits], np.uint8)


class Epochs:
    """The shuffled training images of each epoch: `epochs[3]` -> x, t. The same index always gives the same images.

    letters: what non-digits are made of, besides the digits themselves, for a recipe that trains on them.
    teacher: a network whose probabilities, (N, 10), come as a third array.
    """

    def __init__(self, x, t, digits, recipe, seed, letters=(), teacher=None):
        self.x, self.t, self.recipe, self.seed, self.teacher = x, t, recipe, seed, teacher
        self.bank, self.drawn_labels, self.repeated = (), labels(digits), (None, ())
        if digits and recipe.pen_copies:
            count = round((len(x) / recipe.pen_copies + len(digits)) * recipe.non_digits / (1 - recipe.non_digits))
            self.drawn_labels = np.append(self.drawn_labels, np.full(count, NO_DIGIT, np.uint8))
            draw = partial(drawings, digits, nondigits.Sources(letters, digits, x[:IMAGES]), count, recipe.forms)
            with ProcessPoolExecutor() as pool:
                self.bank = list(pool.map(draw, [(seed, copy) for copy in range(recipe.bank)]))

    def __len__(self):
        """The number of images in an epoch."""
        return len(self.x) + len(self.drawn_labels) * self.copies

    @property
    def copies(self):
        return self.recipe.pen_copies if self.bank else 0

    def __getitem__(self, epoch):
        first = epoch - epoch % self.recipe.repeats
        if self.repeated[0] != first:
            self.repeated = first, self.augmented(first)
        order = np.random.default_rng((self.seed, epoch, 0)).permutation(len(self))
        return tuple(array[order] for array in self.repeated[1])

    def augmented(self, epoch):
        """An epoch's images, their labels, and what the teacher says about them."""
        rng = np.random.default_rng((self.seed, epoch))
        first, last = self.recipe.strength
        strength = first + (last - first) * epoch / max(1, self.recipe.epochs - 1)
        drawn = [self.bank[(epoch * self.copies + copy) % len(self.bank)] for copy in range(self.copies)]
        x = np.concatenate([self.x, *drawn])
        t = np.concatenate([self.t, *[self.drawn_labels] * self.copies])
        x = augment(x, rng, strength) if strength else x
        x = degrade(x, rng, self.recipe.degraded) if self.recipe.degraded else x
        return (x, t, self.teacher.predict_proba(x)) if self.teacher else (x, t)


def drawings(digits, sources, count, forms, seed):
    """Every pen digit, varied and drawn, and after them `count` non-digits: (N + count, 28, 28) uint8."""
    others = nondigits.drawings(count, sources, np.random.default_rng((*seed, NO_DIGIT)))
    return np.concatenate([varied_drawings(digits, forms, seed), others])
