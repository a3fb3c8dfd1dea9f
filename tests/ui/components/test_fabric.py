"""Strokes of streamlit-drawable-canvas in the form of our own canvas, as drawn and as edited."""

import numpy as np
import pytest

from ui.components import fabric, message

# As the canvas sends it, for a 7 drawn with the mouse.
SEVEN = {
    "left": 138.8649,
    "top": 144.1037,
    "width": 117.7698,
    "height": 170.02,
    "strokeWidth": 20,
    "scaleX": 1,
    "scaleY": 1,
    "angle": 0,
    "flipX": False,
    "flipY": False,
    "skewX": 0,
    "skewY": 0,
    "path": [
        ["M", 79.98, 59.09375],
        ["Q", 80, 59.09375, 92, 59.09375],
        ["Q", 134, 59.09375, 188, 59.09375],
        ["Q", 200, 59.09375, 193, 76.09375],
        ["Q", 186, 93.09375, 144, 195.09375],
        ["L", 129.98, 229.11375],
    ],
}
POINTS = np.array([[80, 59], [80, 59], [134, 59], [200, 59], [186, 93], [130, 229]])
MIDDLE = np.array([138.86, 144.1])


def test_a_stroke_has_the_points_and_the_width_that_it_was_drawn_with():
    assert fabric.strokes([SEVEN, SEVEN]) == 2 * [{"width": 20, "points": POINTS.tolist()}]


@pytest.mark.parametrize(
    ("edited", "matrix", "width"),
    [
        ({"left": 148.8649, "top": 124.1037}, [[1, 0], [0, 1]], 20),
        ({"angle": 90}, [[0, -1], [1, 0]], 20),
        ({"scaleX": 0.5, "scaleY": 2}, [[0.5, 0], [0, 2]], 20),
        ({"scaleX": 0.5, "scaleY": 0.5, "angle": 180}, [[-0.5, 0], [0, -0.5]], 10),
        ({"flipX": True}, [[-1, 0], [0, 1]], 20),
        ({"skewX": 45}, [[1, 1], [0, 1]], 20),
    ],
)
def test_an_edited_stroke_is_where_it_was_moved_and_as_large(edited, matrix, width):
    (found,) = fabric.strokes([SEVEN | edited])
    shift = np.array([edited.get("left", 138.8649), edited.get("top", 144.1037)]) - [138.8649, 144.1037]
    np.testing.assert_allclose(found["points"], (POINTS - MIDDLE) @ np.transpose(matrix) + MIDDLE + shift, atol=1.1)
    assert found["width"] == width


@pytest.mark.parametrize(
    "path",
    [
        {},
        {"type": "Circle", "radius": 3},
        SEVEN | {"path": []},
        SEVEN | {"path": "MQL"},
        SEVEN | {"path": [["M", 1, 2], ["C", 1, 2, 3, 4, 5, 6], ["L", 1, 2]]},
        SEVEN | {"path": [["M", 1], ["L", 1, 2]]},
        SEVEN | {"path": [["M", float("nan"), 1], ["L", 1, 2]]},
        SEVEN | {"path": [["M", 1e300, 1], ["L", 1, 2]]},
        SEVEN | {"left": "here"},
        SEVEN | {"scaleX": float("inf")},
        SEVEN | {"strokeWidth": None},
        SEVEN | {"angle": 1e400},
    ],
)
def test_anything_else_is_malformed(path):
    with pytest.raises(message.MalformedError):
        fabric.strokes([path])
