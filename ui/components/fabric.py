"""The strokes of streamlit-drawable-canvas, which are paths of Fabric.js, in the form of our own canvas.

Both draw the same curve: each point of the pen is the control point of a quadratic Bézier curve between the midpoints
beside it. What Fabric.js adds is a place, a size and an angle for each path, which change when a stroke is edited.
"""

from math import cos, isfinite, radians, sin, sqrt, tan

import numpy as np

from ui.components import message
from ui.components.message import SIDE


def strokes(paths):
    """Strokes as pen.js has them, with points rounded to pixels. Raises MalformedError if these paths are others."""
    try:
        with np.errstate(all="ignore"):  # of what is not finite, nothing is used
            found = [_stroke(path) for path in paths]
    except (LookupError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise message.MalformedError("paths as Fabric.js has them") from error
    message.check_strokes(found)
    return found


def _stroke(path):
    segments = path["path"]
    first, *between, last = segments
    if (first[0], last[0]) != ("M", "L") or any(segment[0] != "Q" for segment in between):
        raise message.MalformedError("paths that a pen has drawn")
    points = np.array([first[1:3], *(segment[1:3] for segment in between), last[1:3]], np.float64)
    centre = np.array([path["left"], path["top"]], np.float64)
    matrix = _turned(path)
    placed = (points - _middle(segments)) @ matrix.T + centre
    width = path["strokeWidth"] * sqrt(abs(np.linalg.det(matrix)))
    if not (np.abs(placed) <= message.FARTHEST).all() or not isfinite(width):
        raise message.MalformedError("a path that is not too far away")
    return {"width": min(max(round(width), 1), SIDE), "points": np.rint(placed).astype(int).tolist()}


def _turned(path):
    """How a path is turned, scaled and skewed: (2, 2)."""
    angle, skew_x, skew_y = (radians(path[name]) for name in ("angle", "skewX", "skewY"))
    rotation = np.array([[cos(angle), -sin(angle)], [sin(angle), cos(angle)]])
    scale = np.diag([path[f"scale{axis}"] * (-1 if path[f"flip{axis}"] else 1) for axis in "XY"])
    return rotation @ scale @ [[1, tan(skew_x)], [0, 1]] @ [[1, 0], [tan(skew_y), 1]]


def _middle(segments):
    """The middle of the path's bounding box, which Fabric.js finds with each control point counted twice: (2,)."""
    corners = [np.array(segments[0][1:3], np.float64)]
    start = corners[0]
    for kind, *numbers in segments[1:]:
        end = np.array(numbers[-2:], np.float64)
        if kind == "Q":
            control = np.array(numbers[:2], np.float64)
            corners.append([_extreme(*axis) for axis in zip(start, control, end, strict=True)])
        corners.append(end)
        start = end
    return (np.min(corners, axis=0) + np.max(corners, axis=0)) / 2


def _extreme(start, control, end):
    """Where the cubic curve with this control point, counted twice, is farthest on one axis; its start if nowhere."""
    a, b = start - control, end - control
    if a * b <= 0:
        return start
    t = 1 / (1 + sqrt(b / a))
    return control + a * (1 - t) ** 3 + b * t**3
