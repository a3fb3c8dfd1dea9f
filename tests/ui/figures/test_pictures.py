"""Small pictures as HTML."""

import base64
import io

import numpy as np
from PIL import Image

from ui.figures import pictures


def decoded(uri):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.removeprefix("data:image/png;base64,")))))


def test_a_data_uri_holds_the_very_pixels():
    pixels = np.random.default_rng(0).integers(0, 256, (28, 20, 3), np.uint8)
    np.testing.assert_array_equal(decoded(pictures.data_uri(pixels)), pixels)


def test_gray_runs_from_black_to_white():
    assert pictures.gray([[0.0, 0.5, 1.0]]).tolist() == [[0, 127, 255]]
    assert pictures.gray([[2.0, 9.0]], high=1).tolist() == [[255, 255]]
    assert pictures.gray([[0.0, 0.0]]).tolist() == [[0, 0]]


def test_signed_is_black_at_zero_orange_above_and_blue_below():
    blue, black, orange = pictures.signed([[-3.0, 0.0, 3.0]])[0].astype(int)
    assert black.tolist() == [0, 0, 0]
    assert orange[0] > orange[2] and blue[2] > blue[0]
    assert pictures.signed(np.zeros((2, 2))).max() == 0


def test_captions_are_text_not_markup():
    assert "<script>" not in pictures.tile(np.zeros((2, 2), np.uint8), "<script>")


def test_the_picked_tile_is_marked():
    pixels = np.zeros((2, 2), np.uint8)
    assert 'class="tile picked"' in pictures.tile(pixels, picked=True)
    assert 'class="tile"' in pictures.tile(pixels)
