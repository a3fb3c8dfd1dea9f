"""Accuracy, confusion matrix and mistakes."""

import numpy as np
import pytest

from mnistcore import InputError, evaluate, identity_function, load_mnist, load_network
from mnistcore.layers import Dense
from mnistcore.network import Network


@pytest.fixture
def pixel_network():
    """A network whose outputs are the first ten pixels, so that each image determines its prediction."""
    return Network([Dense(np.eye(784, 10, dtype=np.float32), np.zeros(10, np.float32), identity_function)])


@pytest.fixture(scope="module")
def mnist_test(mnist_dir):
    """MNIST's test images and their labels."""
    _, (x, t) = load_mnist(data_dir=mnist_dir)
    return x, t


def images_of(classes):
    return np.eye(10, 784, dtype=np.float32)[classes]


def test_a_set_counted_by_hand(pixel_network):
    labels = np.array([0, 1, 1, 2, 9, 9], np.uint8)
    predictions = [0, 1, 7, 2, 9, 4]
    result = evaluate(pixel_network, images_of(predictions), labels)
    expected = np.zeros((10, 10), int)
    for row, column in zip(labels, predictions, strict=True):
        expected[row, column] += 1
    np.testing.assert_array_equal(result.confusion, expected)
    np.testing.assert_array_equal(result.predictions, predictions)
    np.testing.assert_array_equal(result.probabilities, np.eye(10)[predictions])
    assert result.accuracy == 4 / 6
    assert result.mistakes.tolist() == [2, 5]


def test_the_results_are_consistent():
    _, (x, t) = load_mnist(source="sample")
    rng = np.random.default_rng(0)
    network = Network([Dense(rng.normal(size=(784, 10)), rng.normal(size=10), identity_function)])
    result = evaluate(network, x, t)
    assert result.confusion.sum() == len(t)
    np.testing.assert_array_equal(result.confusion.sum(axis=1), np.bincount(t, minlength=10))
    np.testing.assert_array_equal(result.confusion.sum(axis=0), np.bincount(result.predictions, minlength=10))
    assert result.confusion.trace() / len(t) == result.accuracy
    np.testing.assert_array_equal(result.mistakes, [i for i in range(len(t)) if result.predictions[i] != t[i]])
    np.testing.assert_array_equal(result.probabilities.argmax(axis=1), result.predictions)


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32])
def test_one_hot_labels_are_the_same_labels(pixel_network, dtype):
    labels, images = np.array([3, 1, 4, 1, 5]), images_of([3, 1, 4, 2, 5])
    one_hot = np.eye(10, dtype=dtype)[labels]
    assert evaluate(pixel_network, images, one_hot).accuracy == evaluate(pixel_network, images, labels).accuracy == 0.8
    assert evaluate(pixel_network, images, labels.tolist()).mistakes.tolist() == [3]


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, np.uint64])
def test_labels_of_any_integer_dtype(pixel_network, dtype):
    labels = np.full(300, 9, dtype)
    assert evaluate(pixel_network, images_of(labels), labels).confusion[9, 9] == 300


@pytest.mark.parametrize("batch_size", [1, 2, 3, 100])
def test_the_batch_size_changes_nothing(pixel_network, batch_size):
    result = evaluate(pixel_network, images_of([0, 1, 2]), [0, 1, 1], batch_size)
    assert result.mistakes.tolist() == [2]


@pytest.mark.parametrize("batch_size", [1, 7, 100, 333, 5000, 10_000])
def test_the_books_weights_reach_the_books_accuracy(mnist_test, book_weights, batch_size):
    result = evaluate(load_network(book_weights), *mnist_test, batch_size)
    assert result.accuracy == 0.9352
    assert result.confusion.trace() == 9352
    assert len(result.mistakes) == 648


@pytest.mark.parametrize(
    "labels",
    [
        [0, 1],
        [0, 1, 2, 3],
        [],
        3,
        [[0, 1, 2]],
        np.eye(10)[:2],
        np.eye(3),
        [0, 1, 10],
        [0, -1, 2],
        [0.0, 1.0, 2.0],
        ["0", "1", "2"],
        np.zeros((3, 10)),
        np.full((3, 10), 0.1),
        np.ones((3, 10), int),
    ],
)
def test_labels_that_do_not_fit(pixel_network, labels):
    with pytest.raises(InputError, match="Expected"):
        evaluate(pixel_network, images_of([0, 1, 2]), labels)


def test_nothing_to_evaluate(pixel_network):
    with pytest.raises(InputError, match="at least one"):
        evaluate(pixel_network, np.empty((0, 784)), np.empty(0, int))
