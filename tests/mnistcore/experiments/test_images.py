"""Changed images, on cases whose results are known."""

import numpy as np
import pytest

from mnistcore.experiments import images


def pixel(i, j, value=1.0):
    x = np.zeros((1, 28, 28), np.float32)
    x[0, i, j] = value
    return x


def places(x):
    return set(zip(*np.nonzero(x[0]), strict=True))


def test_a_shift_moves_the_ink_and_loses_what_leaves():
    assert places(images.shifted(pixel(3, 5), 2, -1)) == {(5, 4)}
    assert not places(images.shifted(pixel(26, 5), 2, 0))
    assert not places(images.shifted(pixel(26, 5), 28, 0))


def test_images_are_shifted_in_eight_directions_in_turn():
    x = np.repeat(pixel(14, 14), 16, axis=0)
    moved = [places(image[None]).pop() for image in images.shift(x, 3)]
    assert set(moved[:8]) == {(i, j) for i in (11, 14, 17) for j in (11, 14, 17)} - {(14, 14)}
    assert moved[:8] == moved[8:]
    np.testing.assert_array_equal(images.shift(x[5:], 3, first=5), images.shift(x, 3)[5:])


@pytest.mark.parametrize("quarters", range(4))
def test_rotations_by_quarters_are_exact(x, quarters):
    turned = images.rotate(x, 90 * quarters)
    np.testing.assert_allclose(turned, np.rot90(x, quarters, axes=(1, 2)), atol=1e-5)


def test_a_rotated_pixel_keeps_its_ink_and_its_distance_from_the_centre():
    turned = images.rotate(pixel(13, 20), 30)
    rows, columns = (np.indices((28, 28)) - 13.5) * turned
    assert turned.sum() == pytest.approx(1, abs=0.2)
    assert np.hypot(rows.sum(), columns.sum()) / turned.sum() == pytest.approx(np.hypot(0.5, 6.5), abs=0.3)
    assert rows.sum() < 0  # counter-clockwise: what is on the right goes up


def test_a_blur_spreads_a_pixel_as_widely_as_it_says():
    soft = images.blur(pixel(14, 14), 2)[0]
    assert soft.sum() == pytest.approx(1, abs=1e-3)
    assert (soft.sum(axis=1) * (np.arange(28) - 14) ** 2).sum() == pytest.approx(4, abs=0.05)  # the variance


def test_thicker_and_thinner_look_at_four_neighbours():
    cross = {(14, 14), (13, 14), (15, 14), (14, 13), (14, 15)}
    assert places(images.thicken(pixel(14, 14), 1)) == cross
    assert places(images.thicken(images.thicken(pixel(14, 14), 1), -1)) == {(14, 14)}
    assert len(places(images.thicken(pixel(14, 14), 2))) == 13  # a diamond
    np.testing.assert_array_equal(images.thicken(pixel(14, 14), 2), images.thicken(images.thicken(pixel(14, 14), 1), 1))


@pytest.mark.parametrize(("pixels", "choose"), [(1, np.maximum), (-1, np.minimum)])
def test_thicker_and_thinner_equal_the_slow_way(x, pixels, choose):
    """Outside the image, all is black."""
    moves = [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)]
    expected = choose.reduce([images.shifted(x, *move) for move in moves])
    np.testing.assert_array_equal(images.thicken(x, pixels), expected)


def test_the_mistakes_of_loaders():
    half = pixel(0, 0, np.float32(128 / 255)) + pixel(0, 1, np.float32(127 / 255))
    assert places(images.black_and_white(half, 128)) == {(0, 0)}
    assert images.multiply(pixel(0, 0), 255).max() == 255
    assert images.invert(pixel(0, 0), 1).sum() == 783
    np.testing.assert_array_equal(images.invert(pixel(0, 0), 0.5), np.full((1, 28, 28), 0.5))


def test_shuffling_keeps_all_pixels_and_treats_all_images_alike(x):
    mixed = images.shuffle(np.concatenate([x, x]), 784)
    np.testing.assert_array_equal(mixed[:20], mixed[20:])
    np.testing.assert_array_equal(np.sort(mixed[0], axis=None), np.sort(x[0], axis=None))
    assert (mixed[0] != x[0]).mean() > 0.98


@pytest.mark.parametrize("pixels", [2, 100, 500])
def test_some_pixels_are_shuffled_among_themselves(x, pixels):
    moved = (images.shuffle(x, pixels) != x).any(axis=0)
    assert 0 < moved.sum() <= pixels
    assert moved.sum() > 0.9 * pixels - 2


def test_noise_has_its_deviation_and_is_clipped(x):
    noise = images.noise(np.full((50, 28, 28), 0.5, np.float32), 0.1) - 0.5
    assert noise.std() == pytest.approx(0.1, rel=0.02)
    assert images.noise(np.zeros((5, 28, 28), np.float32), 0.4).min() == 0
    np.testing.assert_array_equal(images.noise(x[7:], 0.3, first=7), images.noise(x, 0.3)[7:])
