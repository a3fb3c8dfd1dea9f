"""Labelled bars on either side of zero."""

import re

import numpy as np

from ui.figures import signed_bars


def test_a_bar_goes_its_way_and_is_as_long_as_its_share_of_the_half():
    assert '<div class="fill up" style="width:50.00%">' in signed_bars.row("all", "", 4.0, scale=4.0)
    assert '<div class="fill down" style="width:12.50%">' in signed_bars.row("a quarter", "", -1.0, scale=4.0)
    assert "fill" not in signed_bars.row("no scale", "", -1.0)


def test_labels_are_text_not_markup():
    assert "&lt;b&gt;" in signed_bars.row("<b>", "", 1.0)


def test_the_largest_of_each_sign_stand_apart_and_the_rest_together():
    values = np.array([0.5, -3.0, 0.25, 2.0, -0.5, -1.0])
    table = signed_bars.largest(values, lambda i: (f"x[{i}]", "note"), 2, "The other {n} maps")
    groups = [re.findall(r"<span>(.*?) <span", group) for group in table.split(signed_bars.RULE)]
    assert groups == [["x[3]", "x[0]"], ["x[1]", "x[5]"], ["The other 2 maps"]]
    assert re.findall(r'class="number">(.*?)<', table) == ["2.0000", "0.5000", "−3.0000", "−1.0000", "−0.2500"]


def test_a_sign_that_does_not_occur_has_no_group():
    table = signed_bars.largest(np.array([-1.0, -2.0]), lambda i: (f"x[{i}]", ""))
    assert re.findall(r"<span>(.*?) <span", table) == ["x[1]", "x[0]"]
    assert signed_bars.RULE not in table and "The other" not in table
