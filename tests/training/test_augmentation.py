"""Augmentation: images of the same digits come out, and the seed determines them."""

import numpy as np
import pytest

from mnistcore.files.datasets import load_mnist
from training.augmentation import augment, blur, bumps, degrade, gaussian_blur, sample, thicken, warp


@pytest.fixture(scope="module")
def images():
    """(100, 28, 28) uint8: digits of the built-in sample."""
    return load_mnist(normalize=False, flatten=False, source="sample")[0][0][:100, 0]


VERSIONS = pytest.mark.parametrize("version", [augment, warp, thicken, blur])


@VERSIONS
def test_without_strength_nothing_changes(version, images):
    np.testing.assert_array_equal(version(images, np.random.default_rng(0), strength=0), images)


@VERSIONS
def test_versions_are_images_of_the_same_digits(version, images):
    versions = version(images, np.random.default_rng(0))
    assert versions.shape == images.shape
    assert versions.dtype == np.uint8
    assert (versions != images).any()
    ink = versions.sum(axis=(1, 2)) / images.sum(axis=(1, 2))
    assert ink.min() > 0.2
    assert ink.max() < 2.5


@VERSIONS
def test_the_seed_determines_the_result(version, images):
    first, same, other = (version(images, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, same)
    assert (first != other).any()


def test_sampling_at_the_pixels_themselves_gives_the_image(images):
    grid = np.broadcast_to(np.indices((28, 28), np.float32).reshape(2, -1), (len(images), 2, 784))
    np.testing.assert_array_equal(sample(images, grid), images.reshape(-1, 784))


def test_sampling_between_pixels_is_bilinear_and_black_outside():
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 0, 0], image[0, 0, 1], image[0, 1, 0] = 100, 200, 40
    points = np.array([[[0, 0.5, 0.5, -0.5, -9, 99], [0.5, 0, 0.5, 0, 3, 3]]], np.float32)
    np.testing.assert_array_equal(sample(image, points), [[150, 70, 85, 50, 0, 0]])


def test_bumps_add_up_to_one_everywhere():
    np.testing.assert_allclose(bumps(28).sum(axis=0), 1)


def test_thickening_never_leaves_the_range_of_the_neighbours(images):
    versions = thicken(images, np.random.default_rng(0)).astype(int)
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)), mode="edge")
    steps = ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))
    neighbours = [np.roll(padded, step, axis=(1, 2))[:, 1:-1, 1:-1] for step in steps]
    assert (versions <= np.max(neighbours, axis=0)).all()
    assert (versions >= np.min(neighbours, axis=0)).all()


def test_blurring_keeps_the_ink(images):
    framed = np.pad(images[:, 2:-2, 2:-2], ((0, 0), (2, 2), (2, 2)))  # no ink at the edge, where blurring loses some
    versions = blur(framed, np.random.default_rng(0))
    np.testing.assert_allclose(versions.sum(axis=(1, 2)), framed.sum(axis=(1, 2)), rtol=0.01)


def test_a_share_of_the_images_gets_noise_and_another_share_is_blurred(images):
    many = np.concatenate([images] * 10)
    versions = degrade(many, np.random.default_rng(0), share=0.2)
    assert (versions.shape, versions.dtype) == (many.shape, np.uint8)
    changed = (versions != many).any(axis=(1, 2))
    assert 0.3 < changed.mean() < 0.5
    noisy = versions[:, [0, 0, 27, 27, 1, 1, 26, 26], [0, 27, 0, 27, 1, 26, 1, 26]].any(axis=1)  # even in the corners
    assert 0.12 < noisy.mean() < 0.25
    np.testing.assert_array_equal(degrade(many, np.random.default_rng(0), share=0), many)


def test_the_gaussian_spreads_a_point_by_its_deviation():
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 14, 14] = 255
    blurred = gaussian_blur(image, 1)[0].astype(float)
    assert blurred[14, 14] == pytest.approx(255 / (2 * np.pi), abs=1)
    assert blurred[14, 15] / blurred[14, 14] == pytest.approx(np.exp(-0.5), abs=0.02)
    even = np.full((1, 28, 28), 200, np.uint8)
    assert gaussian_blur(even, 2)[0, 10:18, 10:18].min() >= 199
