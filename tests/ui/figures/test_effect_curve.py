"""The curves of the experiments: what stands on them, and where a click means which setting."""

import pytest

from ui.figures import effect_curve
from ui.figures.effect_curve import Curve

NUMBERS = Curve(["0", "1", "2", "3"], {0: 0.98, 1: 0.95, 2: 0.7, 3: 0.3}, 2, "Shift in pixels", "Accuracy", 0.98)
NAMES = Curve(["sigmoid", "relu"], {0: 0.98, 1: 0.4}, 1, "Activation function", "Accuracy", 0.98)
THRESHOLDS = Curve(["0%", "90%"], {0: 0.015, 1: 0.006}, 1, "Digits answered", "Errors among the answers")


def trade_off():
    return effect_curve.trade_off(THRESHOLDS, [1.0, 0.92], {"scribbles": [1.0, 0.01], "figures": [1.0, 0.08]})


@pytest.mark.parametrize(
    ("drawn", "curve", "value"),
    [
        (effect_curve.numbered(NUMBERS), NUMBERS, "70.00%"),
        (effect_curve.named(NAMES), NAMES, "40.00%"),
        (trade_off(), THRESHOLDS, "0.60%"),
    ],
)
def test_both_axes_have_titles_and_the_chosen_setting_its_value(drawn, curve, value):
    for text in (curve.across, curve.up, value):
        assert f">{text}</text>" in drawn.content
    assert len(drawn.centres) == len(curve.settings)
    assert all(0 < centre < 1 for centre in drawn.centres)


def test_settings_stand_from_left_to_right_or_below_each_other():
    for drawn in (effect_curve.numbered(NUMBERS), effect_curve.named(NAMES)):
        assert drawn.centres == sorted(drawn.centres)


def test_a_threshold_stands_where_its_share_of_answers_is():
    first, second = trade_off().centres
    assert second < first  # a higher threshold gives fewer answers
    assert "scribbles" in trade_off().content and "figures" in trade_off().content


def test_a_curve_shows_only_the_points_that_are_known():
    growing = effect_curve.numbered(NUMBERS._replace(points={2: 0.7}))
    assert growing.content.count("<circle") == 2  # the point and its mark
    assert len(growing.centres) == 4


def test_no_line_stands_over_a_setting_that_is_not_measured_yet():
    def lines(places):
        return effect_curve.numbered(NUMBERS._replace(points={i: NUMBERS.points[i] for i in places})).content.count(
            "<polyline"
        )

    assert lines([0, 1, 2, 3]) == 3
    assert lines([0, 2, 3]) == 1
