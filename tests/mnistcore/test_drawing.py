"""Ink is cropped, scaled and centred as in MNIST."""

import numpy as np
import pytest
from PIL import Image

from mnistcore import EmptyDrawingError, InputError, load_mnist, load_network
from mnistcore.drawing import centre_of_mass, drawing_steps, normalize_drawing


def stroke(height=280, width=280, rows=slice(40, 240), columns=slice(120, 160)):
    ink = np.zeros((height, width), np.uint8)
    ink[rows, columns] = 255
    return ink


def test_the_names_and_sizes_of_the_steps():
    steps = drawing_steps(stroke())
    assert [step.name for step in steps] == ["ink", "cropped", "scaled to 20", "centred by mass"]
    assert [step.image.shape for step in steps] == [(280, 280), (200, 40), (20, 4), (28, 28)]
    assert all(step.image.dtype == np.uint8 for step in steps)


@pytest.mark.parametrize("size", [(200, 40), (40, 200), (10, 10), (280, 280), (3, 1), (1, 250)])
def test_the_longest_side_becomes_20(size):
    ink = np.full(size, 255, np.uint8)
    rows, columns = np.nonzero(normalize_drawing(ink))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20


@pytest.mark.parametrize("seed", range(20))
def test_the_centre_of_mass_lies_at_index_14_within_half_a_pixel(seed):
    random = np.random.default_rng(seed)
    ink = np.zeros((280, 280), np.uint8)
    ink[60:200, 60:200] = random.integers(100, 256, (140, 140))
    assert np.allclose(centre_of_mass(normalize_drawing(ink)), 14, atol=0.5)


def test_the_position_does_not_matter():
    here = normalize_drawing(stroke(rows=slice(0, 200), columns=slice(0, 40)))
    there = normalize_drawing(stroke(rows=slice(80, 280), columns=slice(240, 280)))
    np.testing.assert_array_equal(here, there)


def test_a_heavy_end_never_pushes_the_digit_over_the_edge():
    ink = np.zeros((280, 280), np.uint8)
    ink[0:40, 40:240] = 255
    ink[40:280, 40:44] = 30
    image = normalize_drawing(ink)
    rows, _ = np.nonzero(image)
    assert np.ptp(rows) + 1 == 20


@pytest.mark.parametrize(
    "ink", [np.zeros((280, 280), np.uint8), np.full((5, 5), 20, np.uint8), np.zeros((0, 0), np.uint8)]
)
def test_a_blank_canvas_is_no_digit(ink):
    with pytest.raises(EmptyDrawingError, match="Draw a digit"):
        normalize_drawing(ink)


@pytest.mark.parametrize("ink", [np.zeros((280, 280)), np.zeros((280, 280, 4), np.uint8), np.zeros(784, np.uint8)])
def test_other_arrays_are_refused(ink):
    with pytest.raises(InputError, match=r"\(H, W\) uint8"):
        normalize_drawing(ink)


def test_the_input_is_not_changed():
    ink = stroke()
    before = ink.copy()
    normalize_drawing(ink)
    np.testing.assert_array_equal(ink, before)


def test_enlarged_and_shifted_digits_get_the_same_predictions():
    """At least 97% of 1,000 test images do."""
    images = load_mnist(source="sample", normalize=False)[1][0][:1000]
    network = load_network("mlp")
    random = np.random.default_rng(0)
    back = np.array([normalize_drawing(enlarged(image.reshape(28, 28), random)) for image in images])
    assert np.mean(network.predict(back) == network.predict(images)) >= 0.97


def enlarged(image, random):
    """A 28x28 digit enlarged to 140 to 280 px, somewhere on a 280 px canvas."""
    side = int(random.integers(140, 281))
    left, top = random.integers(0, 281 - side, 2)
    canvas = Image.new("L", (280, 280))
    canvas.paste(Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC), (int(left), int(top)))
    return np.asarray(canvas)
