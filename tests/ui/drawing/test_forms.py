"""What the page says to digits as people all over the world draw them, in any hand, and to what is no digit."""

import re

import pytest

from tests.browser import forms
from ui import models
from ui.components import strokes
from ui.drawing import answer

HANDS = range(5)


def headline(drawing, network):
    """The headline beside a drawing, a list of strokes."""
    ink = strokes.paint([{"width": 20, "points": points} for points in drawing])
    return re.search("<h2.*?>(.*?)</h2>", answer.to_ink(ink, models.built_in(network), None).html)[1]


@pytest.mark.parametrize("network", ["mlp", "cnn"])
@pytest.mark.parametrize("form", forms.DIGITS)
def test_a_form_is_read_in_every_hand(form, network):
    digit, drawing = forms.DIGITS[form]
    said = [headline(forms.by_hand(drawing, hand), network) for hand in HANDS]
    assert [re.findall(r"\d", words)[:1] for words in said] == [[str(digit)]] * len(HANDS), said


@pytest.mark.parametrize("name", forms.LETTERS | forms.SCRIBBLES)
def test_the_cnn_doubts_that_a_letter_or_a_scribble_is_a_digit(name):
    drawing = (forms.LETTERS | forms.SCRIBBLES)[name]
    assert headline(forms.by_hand(drawing, hand=0), "cnn") == answer.DOUBT
