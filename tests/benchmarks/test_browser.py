"""The browser benchmark without a browser: when a goal is met, the table, and the strokes."""

import pytest

from benchmarks.browser import strokes
from benchmarks.browser.rows import Row, as_dicts, as_markdown

SLOW = Row("a click", 150, "ms", [100, 160, 400])
OFTEN = Row("bars", 15, "a second", [14.0, 16.0, 18.0], more=True)


def test_a_goal_is_met_by_the_median_not_by_the_best():
    assert (SLOW.measured, SLOW.met) == (160, False)
    assert Row("a click", 160, "ms", SLOW.values).met
    assert (OFTEN.measured, OFTEN.met) == (16, True)
    assert not Row("bars", 17, "a second", OFTEN.values, more=True).met


@pytest.mark.parametrize("row", [SLOW, OFTEN])
def test_the_share_is_above_one_where_the_goal_is_missed(row):
    assert (row.share(row.measured) <= 1) == row.met
    assert row.share(row.goal) == 1


def test_the_95th_percentile_ignores_the_slowest():
    row = Row("a crowd", 1000, "ms", [*range(100), 5000], "95th percentile")
    assert row.measured == 95


def test_the_table_has_the_measurement_and_whether_the_goal_is_met():
    lines = as_markdown([SLOW, OFTEN]).splitlines()
    assert lines[2] == "| a click | 150 ms | **160 ms**, median of 3 | 100 to 400 | no |"
    assert lines[3] == "| bars | 15 a second or more | **16 a second**, median of 3 | 14 to 18 | yes |"
    assert [row["met"] for row in as_dicts([SLOW, OFTEN])] == [False, True]


@pytest.mark.parametrize("digit", strokes.CORNERS)
def test_a_stroke_starts_and_ends_where_its_digit_does_and_stays_on_the_canvas(digit):
    points = strokes.digit(digit)
    assert points[0] == pytest.approx(strokes.CORNERS[digit][0])
    assert points[-1] == pytest.approx(strokes.CORNERS[digit][-1])
    assert all(0 < place < 280 for point in points + strokes.spiral() for place in point)
