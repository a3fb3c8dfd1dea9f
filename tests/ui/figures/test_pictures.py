"""Small pictures as HTML."""

import base64
import io
import re

import numpy as np
import pytest
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


def test_bars_mark_the_first_and_the_second_guess():
    y = np.array([0.01, 0.02, 0.6, 0.03, 0.3, 0.01, 0.01, 0.01, 0.005, 0.005])
    rows = re.findall(r'<div class="row (\w*)"><span>(\d)</span>', pictures.bars(y))
    assert [digit for place, digit in rows if place == "first"] == ["2"]
    assert [digit for place, digit in rows if place == "second"] == ["4"]
    assert "largest first: 2: 60.0 %, 4: 30.0 %, 3: 3.0 %" in pictures.bars(y)


def test_no_bars_without_probabilities():
    assert pictures.bars(None).count("width:0.00%") == 10


@pytest.mark.parametrize(
    ("p", "text"),
    [(0, "< 0.1 %"), (0.0004, "< 0.1 %"), (0.001, "0.1 %"), (0.9352, "93.5 %"), (0.9996, "> 99.9 %"), (1, "> 99.9 %")],
)
def test_percent_never_rounds_to_certainty(p, text):
    assert pictures.percent(p) == text


def test_captions_are_text_not_markup():
    assert "<script>" not in pictures.tile(np.zeros((2, 2), np.uint8), "<script>")
