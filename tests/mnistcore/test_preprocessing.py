"""standardize and whiten, against their definitions."""

import numpy as np
import pytest

from mnistcore import InputError, load_mnist, standardize, whiten

BOTH = [standardize, whiten]
TINY = 1e-12


@pytest.fixture(scope="module")
def correlated():
    """(500, 6) float64: six columns of different means and variances that depend on each other."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(500, 6)) @ rng.normal(size=(6, 6)) + rng.normal(size=6) * 10


@pytest.fixture(scope="module")
def digits():
    """The upper 10 of 28 rows of the sample's training digits, (1000, 280) float32, 0..1."""
    (x_train, _), _ = load_mnist(source="sample")
    return x_train[:, :280]


def covariance(x):
    """By its definition: C[i, j] is the mean of (x[:, i] - mean) (x[:, j] - mean)."""
    x = np.asarray(x, np.float64)
    centred = x - x.mean(axis=0)
    return np.array([[(a * b).mean() for b in centred.T] for a in centred.T])


def test_standardized_columns_have_mean_0_and_variance_1(correlated):
    y = standardize(correlated, eps=TINY)
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=0), 1)
    np.testing.assert_allclose(np.corrcoef(y.T), np.corrcoef(correlated.T))  # what columns share stays


def test_whitened_columns_have_the_identity_as_covariance(correlated):
    y = whiten(correlated, eps=TINY)
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(covariance(y), np.eye(6), atol=1e-9)


@pytest.mark.parametrize("eps", [TINY, 0.01, 1.0])
def test_whiten_is_its_naive_eigendecomposition(correlated, eps):
    mean = correlated.mean(axis=0)
    variances, vectors = np.linalg.eig(covariance(correlated))
    expected = []
    for row in correlated:
        along = [(row - mean) @ u / np.sqrt(variance + eps) for variance, u in zip(variances, vectors.T, strict=True)]
        expected.append(sum(length * u for length, u in zip(along, vectors.T, strict=True)))
    np.testing.assert_allclose(whiten(correlated, eps=eps), expected, rtol=1e-6, atol=1e-9)


def test_zca_changes_less_than_other_whitening(correlated):
    """Any rotation of whitened data is white, too; this one is the nearest to the (centred, scaled) data."""
    x = correlated - correlated.mean(axis=0)
    y = whiten(x, eps=TINY)
    for seed in range(20):
        rotation, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(6, 6)))
        np.testing.assert_allclose(covariance(y @ rotation), np.eye(6), atol=1e-9)
        assert ((y - x) ** 2).sum() < ((y @ rotation - x) ** 2).sum()


def test_eps_is_added_to_the_variances(correlated):
    eps = 0.5
    variances = np.linalg.eigvalsh(covariance(correlated))
    whitened = np.linalg.eigvalsh(covariance(whiten(correlated, eps=eps)))
    np.testing.assert_allclose(sorted(whitened), sorted(variances / (variances + eps)))
    variances = correlated.var(axis=0)
    np.testing.assert_allclose(standardize(correlated, eps=eps).var(axis=0), variances / (variances + eps))


@pytest.mark.parametrize("function", BOTH)
@pytest.mark.parametrize("eps", [TINY, 0.01, 0.1])
def test_pixels_without_ink_become_0(digits, function, eps):
    never = ~digits.any(axis=0)
    assert never.sum() > 50
    y = function(digits, eps=eps)
    assert np.isfinite(y).all()
    scale = 1 if eps > TINY else 1e3  # without eps, rounding in directions of variance 0 is all that is left
    assert np.abs(y[:, never]).max() < 1e-4 * scale
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-4 * scale)


def test_whitened_digits_are_less_correlated(digits):
    inked = digits.var(axis=0) > 0.01
    between = [np.abs(np.corrcoef(x[:, inked].T) - np.eye(inked.sum())).mean() for x in (digits, whiten(digits))]
    assert between[1] < between[0] / 5


@pytest.mark.parametrize("function", BOTH)
def test_all_of_mnist(function, mnist_dir):
    (x_train, _), (x_test, _) = load_mnist(data_dir=mnist_dir)
    never = ~x_train.any(axis=0)
    assert never.sum() == 67
    y = function(x_test, like=x_train)
    assert (y.shape, y.dtype) == ((10_000, 784), np.float32)
    assert np.isfinite(y).all()
    assert np.abs(y.mean(axis=0)).max() < 0.2  # the test images are like the training images, not equal


@pytest.mark.parametrize("function", BOTH)
def test_other_images_take_mean_and_covariance_from_like(correlated, function):
    some, others = correlated[:400], correlated[400:]
    both = function(correlated, like=some)
    np.testing.assert_allclose(both[:400], function(some))
    np.testing.assert_allclose(both[400:], function(others, like=some))
    assert not np.allclose(function(others), function(others, like=some))


@pytest.mark.parametrize("function", BOTH)
@pytest.mark.parametrize(
    ("dtype", "result"),
    [(np.uint8, np.float32), (np.int64, np.float32), (np.float16, np.float32), (np.float32, np.float32)]
    + [(np.float64, np.float64)],
)
def test_dtypes(function, dtype, result):
    x = np.random.default_rng(0).integers(0, 256, (50, 4)).astype(dtype)
    before = x.copy()
    y = function(x)
    assert y.dtype == result
    np.testing.assert_allclose(y, function(x.astype(np.float64)), atol=1e-4)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("function", BOTH)
def test_what_does_not_fit_is_refused(function):
    for x, like in [(np.zeros(4), None), (np.zeros((0, 4)), None), (np.zeros((3, 4)), np.zeros((3, 5)))]:
        with pytest.raises(InputError, match="shape"):
            function(x, like=like)
    for eps in (0, -1, np.nan):
        with pytest.raises(InputError, match="eps"):
            function(np.zeros((3, 4)), eps=eps)
