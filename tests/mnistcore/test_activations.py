"""The activation functions: known values, and properties of all of them."""

import math

import numpy as np
import pytest

from mnistcore import identity_function, relu, sigmoid, softmax, step_function, tanh

ALL = [step_function, sigmoid, tanh, relu, identity_function, softmax]
ELEMENTWISE = [step_function, sigmoid, tanh, relu, identity_function]
FLOATS = [np.float16, np.float32, np.float64]


def test_sigmoid_of_seven():
    assert sigmoid(7) == pytest.approx(0.9990889488055994, rel=1e-15)


@pytest.mark.parametrize(
    ("function", "x", "y"),
    [
        (sigmoid, [4, 6, -2, -1, 2], [0.98201379, 0.99752738, 0.11920292, 0.26894142, 0.88079708]),
        (tanh, [-1, 0.5, 2], [-0.76159416, 0.46211716, 0.96402758]),
        (step_function, [3, -6, 4, -1, 0], [1, 0, 1, 0, 0]),
        (softmax, [0.3, 2.9, 4.0], [0.01821127, 0.24519181, 0.73659691]),
        (relu, [-2.5, 0.0, 2.5], [0, 0, 2.5]),
        (identity_function, [-2.5, 0.0, 2.5], [-2.5, 0, 2.5]),
    ],
)
def test_known_values(function, x, y):
    np.testing.assert_allclose(function(x), y, rtol=1e-6, atol=5e-9)
    np.testing.assert_allclose(function(np.array([x, x])), [y, y], rtol=1e-6, atol=5e-9)


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize("shape", [(), (5,), (3, 5), (2, 3, 5), (0, 5)])
def test_the_shape_is_kept(function, shape):
    assert np.shape(function(np.ones(shape))) == shape


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", [(), (5,), (3, 5)])
def test_floats_keep_their_dtype(function, dtype, shape):
    assert function(np.ones(shape, dtype)).dtype == dtype
    assert function(dtype(2)).dtype == dtype


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.uint8, bool])
def test_integers_give_the_same_as_floats(function, dtype):
    x = np.array([[1, 0, 3], [120, 7, 2]], dtype)
    np.testing.assert_array_equal(function(x), function(x.astype(np.float64)))


def test_uint8_does_not_wrap_around():
    np.testing.assert_array_equal(sigmoid(np.array([255, 1], np.uint8)), sigmoid([255.0, 1.0]))
    np.testing.assert_array_equal(softmax(np.array([1, 255], np.uint8)), softmax([1.0, 255.0]))


@pytest.mark.parametrize("function", ALL)
def test_lists_and_scalars(function):
    np.testing.assert_array_equal(function([[1, -2], [3, 4]]), function(np.array([[1, -2], [3, 4]])))
    assert np.isscalar(function(3)) or np.ndim(function(3)) == 0


@pytest.mark.parametrize("function", ELEMENTWISE)
def test_each_element_is_computed_separately(function):
    x = np.random.default_rng(0).normal(size=(4, 6)) * 10
    one_by_one = [[function(value) for value in row] for row in x.tolist()]
    np.testing.assert_allclose(function(x), one_by_one, rtol=1e-14)


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize("dtype", FLOATS)
def test_no_warning_and_no_nan_for_large_inputs(function, dtype):
    x = np.array([[-1e4, 0, 1e4], [1e4, 1e4, 1e4], [-1e4, -1e4, -1e4]], dtype)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        y = function(x)
    assert np.isfinite(y).all()


def test_sigmoid_is_the_books_equation_and_symmetric():
    x = np.linspace(-30, 30, 601)
    np.testing.assert_allclose(sigmoid(x), [1 / (1 + math.exp(-value)) for value in x], rtol=1e-13)
    np.testing.assert_allclose(sigmoid(x) + sigmoid(-x), 1, rtol=1e-15)


def test_softmax_works_row_by_row():
    x = np.random.default_rng(1).normal(size=(7, 10)) * 5
    y = softmax(x)
    np.testing.assert_allclose(y.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_array_equal(y, [softmax(row) for row in x])
    np.testing.assert_array_equal(y.argmax(axis=1), x.argmax(axis=1))


def test_softmax_depends_on_differences_only():
    x = np.random.default_rng(2).normal(size=(7, 10))
    np.testing.assert_allclose(softmax(x + 1000), softmax(x), rtol=1e-10)


@pytest.mark.parametrize("function", ALL)
def test_the_argument_is_not_changed(function):
    x = np.array([-1.5, 2.0, 3.0])
    function(x)
    np.testing.assert_array_equal(x, [-1.5, 2.0, 3.0])
