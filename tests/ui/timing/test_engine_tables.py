"""Engines and number types side by side."""

import numpy as np
import pytest

from mnistcore.speed.timing import EngineTiming
from ui.timing import engine_tables


def timed(name, seconds=(0.2,), predictions=(1, 2, 3, 4), largest_difference=0.0):
    return EngineTiming(100, 4, seconds, np.array(predictions, np.uint8), name, largest_difference)


def cells(html, name):
    """The text of a row's cells behind its time."""
    row = html.split(f'<th scope="row">{name}</th>')[1].split("</tr>")[0]
    return [cell.removesuffix("</td>") for cell in row.split("<td>")[1:]]


def test_engines_are_compared_with_the_first():
    first, same, other = timed("first"), timed("same"), timed("other", (0.05,), largest_difference=2.4e-7)
    html = engine_tables.engines_table([first, same, other])
    assert cells(html, "first") == ["50.0 ms", "1.00 ×", "–"]
    assert cells(html, "same") == ["50.0 ms", "1.00 ×", "0"]
    assert cells(html, "other") == ["12.5 ms", "4.00 ×", "2 × 10⁻⁷"]


def test_number_types_are_compared_with_float32():
    timings = timed("float64", predictions=(1, 2, 0, 0)), timed("float32", predictions=(1, 2, 3, 0))
    labels = np.array([1, 2, 3, 4], np.uint8)
    html = engine_tables.types_table(timings, labels)
    assert cells(html, "float64") == ["50.0 ms", "50.00%", "1"]
    assert cells(html, "float32") == ["50.0 ms", "75.00%", "–"]
    assert cells(engine_tables.types_table(timings[:1], labels), "float64")[-1] == "–"  # float32 was not reached


@pytest.mark.parametrize(
    ("runs", "slider", "words"),
    [
        ((2, 2), 100, "4 images in batches of 4, 2 alternating runs each, with 3 threads."),
        ((2, 1), 100, "3 threads. Stopped early: the last rows have one run fewer, or none."),
        ((2, 2), 2000, "3 threads. The slider is now at 2,000."),
    ],
)
def test_how_the_table_came_to_be(runs, slider, words):
    timings = [timed("", (0.1,) * n) for n in runs]
    assert engine_tables.about_the_runs(timings, 3, slider).endswith(words)
