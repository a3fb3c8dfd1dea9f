"""Ten probabilities as bars."""

import re

import numpy as np

from ui.figures import pictures, probabilities

Y = np.array([0.01, 0.02, 0.6, 0.03, 0.3, 0.01, 0.01, 0.01, 0.005, 0.005])


def kinds(html):
    rows = re.findall(r'<div class="row ([\w ]*)"><span>(\d)</span>', html)
    return {int(digit): kind.split() for kind, digit in rows}


def test_bars_mark_the_first_and_the_second_guess_and_a_picked_digit():
    marked = kinds(probabilities.bars(Y, picked=4))
    assert (marked.pop(2), marked.pop(4)) == (["first"], ["second", "picked"])
    assert set(map(len, marked.values())) == {0}
    assert kinds(probabilities.bars(Y, picked=7))[7] == ["picked"]


def test_none_of_these_is_an_eleventh_bar_that_changes_no_other():
    with_none = probabilities.bars(Y, none=0.125)
    assert probabilities.bars(Y).count('class="row') == 10 and with_none.count('class="row') == 11
    assert kinds(with_none) == kinds(probabilities.bars(Y))
    eleventh = with_none.split(probabilities.RULE)[1]
    assert "<span>none</span>" in eleventh and "width:12.50%" in eleventh and ">12.5%<" in eleventh
    assert "3: 3.0%. None of these: 12.5%" in with_none


def test_the_first_three_are_told_to_who_cannot_see():
    assert "largest first: 2: 60.0%, 4: 30.0%, 3: 3.0%" in probabilities.bars(Y)


def test_names_of_networks_are_text_not_markup():
    readings = probabilities.readings([("<b>", Y)])
    assert "<b>&lt;b&gt;</b><span>2, 60.0%</span>" in readings


def test_each_digit_is_shown_with_its_image_and_its_prediction():
    images = np.random.default_rng(0).integers(0, 256, (2, 28, 28), np.uint8)
    first, second = probabilities.each_digit(images, [Y, Y[::-1]]).split('<div class="reading">')[1:]
    assert pictures.data_uri(images[0]) in first and pictures.data_uri(images[1]) in second
    assert "<b>2</b>60.0%" in first and "<b>7</b>60.0%" in second
    assert probabilities.bars(Y) in first and probabilities.bars(Y[::-1]) in second
