"""Training and evaluation images are kept apart, and an epoch can be reproduced."""

from types import SimpleNamespace

import numpy as np
import pytest

from mnistcore import Dense, Network, load_network, softmax
from training import data
from training.handwriting import Character

STROKES = [np.array([[0, 0], [60, 0], [30, 100]], np.float32)]
DIGITS = [Character(7, writer, STROKES) for writer in (1, 2)]


@pytest.fixture(scope="module")
def few():
    """60 digits and labels of the built-in sample."""
    x, t = data.sample()
    return x[:60], t[:60]


@pytest.fixture
def in_this_process(monkeypatch):
    """Make the drawings in this process instead of several others."""

    class Pool:
        __enter__ = lambda self: self  # noqa: E731
        __exit__ = lambda self, *error: None  # noqa: E731
        map = staticmethod(map)

    monkeypatch.setattr(data, "ProcessPoolExecutor", Pool)


DEFAULTS = {"epochs": 4, "strength": (0, 0), "repeats": 1, "pen_copies": 0, "bank": 4}
DEFAULTS |= {"forms": False, "non_digits": 0, "degraded": 0}


def recipe(**given):
    return SimpleNamespace(**DEFAULTS | given)


def test_the_sample_is_not_trained_on(mnist_dir):
    (x, t), (x_test, _) = data.mnist("mnist", with_sample=False)
    assert (x.shape, t.shape, x_test.shape) == ((55_000, 28, 28), (55_000,), (10_000, 28, 28))
    known = {image.tobytes() for image in data.sample()[0]}
    assert not any(image.tobytes() in known for image in x)
    assert len(data.mnist("mnist", with_sample=True)[0][0]) == 60_000


def test_a_split_keeps_images_and_labels_together(few):
    (x, t), (x_held_out, t_held_out) = data.split(*few, 20, np.random.default_rng(0))
    assert (len(x), len(t), len(x_held_out), len(t_held_out)) == (40, 40, 20, 20)
    pairs = [(image.tobytes(), label) for image, label in zip(*few, strict=True)]
    both = zip([*x, *x_held_out], [*t, *t_held_out], strict=True)
    assert sorted(pairs) == sorted((image.tobytes(), label) for image, label in both)


def test_pen_digits_are_drawn_like_those_of_mnist():
    x, t = data.as_drawn(DIGITS)
    assert (x.shape, x.dtype, list(t)) == ((2, 28, 28), np.uint8, [7, 7])
    rows = np.flatnonzero(x[0].any(axis=1))
    assert rows[-1] - rows[0] + 1 == 20


def test_an_epoch_can_be_reproduced(few, in_this_process):
    epochs = data.Epochs(*few, DIGITS, recipe(strength=(1.0, 0.5), pen_copies=3), seed=0)
    first, again, other = epochs[0], epochs[0], epochs[1]
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    assert (first[0] != other[0]).any()


def test_an_epoch_has_every_image_and_all_copies_of_every_pen_digit(few, in_this_process):
    epochs = data.Epochs(*few, DIGITS, recipe(pen_copies=3), seed=0)
    x, t = epochs[2]
    assert len(x) == len(t) == len(epochs) == 60 + 2 * 3
    assert {image.tobytes() for image in few[0]} <= {image.tobytes() for image in x}
    assert np.count_nonzero(t == 7) == np.count_nonzero(few[1] == 7) + 6


def test_without_copies_no_pen_digit_is_used(few):
    epochs = data.Epochs(*few, DIGITS, recipe(), seed=0)
    assert len(epochs) == len(epochs[0][0]) == 60


def test_repeated_epochs_have_the_same_images_in_another_order(few):
    epochs = data.Epochs(*few, [], recipe(strength=(1.0, 0.5), repeats=2), seed=0)
    first, second, third = ({(x.tobytes(), t) for x, t in zip(*epochs[epoch], strict=True)} for epoch in range(3))
    assert first == second != third
    assert (epochs[0][0] != epochs[1][0]).any()


def test_the_teacher_says_what_it_thinks_of_every_image(few):
    teacher = load_network("mlp")
    x, t, taught = data.Epochs(*few, [], recipe(strength=(1.0, 0.5)), seed=0, teacher=teacher)[1]
    np.testing.assert_allclose(taught, teacher.predict_proba(x), atol=1e-6)
    assert (taught.argmax(axis=1) == t).mean() > 0.8


def test_one_image_in_four_is_no_digit(few, in_this_process):
    epochs = data.Epochs(*few, DIGITS, recipe(pen_copies=2, non_digits=0.25), seed=0)
    x, t = epochs[0]
    assert len(x) == len(t) == len(epochs)
    assert np.count_nonzero(t == data.NO_DIGIT) / len(t) == pytest.approx(0.25, abs=0.02)
    assert np.count_nonzero(t != data.NO_DIGIT) == 60 + 2 * 2


def test_digits_that_a_network_takes_for_others_are_doubtful():
    last = Dense(np.zeros((784, 10)), np.array(7 * [0.0] + [9] + 2 * [0]), softmax)  # sevens
    digits = [Character(label, 1, STROKES) for label in (0, 3, 7)]
    assert [digit.label for digit in data.doubtful(digits, Network([last]))] == [0, 3]
    assert data.doubtful([], Network([last])) == []
