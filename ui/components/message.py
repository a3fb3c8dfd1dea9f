"""Checks what components send: nothing in a message is used before, since anybody can send anything."""

import base64
import io
import logging
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from PIL import Image

from ui.figures import numbers

SIDE = 280  # of the canvas, in pixels: ten for each of MNIST's, and not too wide for a phone
FIELDS = {"number", "sheet", "version", "png", "strokes", "background", "rests"}
MOST_STROKES = 1_000
MOST_POINTS = 50_000  # in all strokes together
FARTHEST = 1_000_000  # a stroke may leave the canvas
LONGEST_PNG = 600_000  # characters of a data: address; noise of this size takes 420,000
LONGEST_TEXT = 500
PNG = "data:image/png;base64,"

_log = logging.getLogger(__name__)


class Background(NamedTuple):
    """The picture under the strokes: its name, and for a server that may not know it, its pixels and its note."""

    name: str
    pixels: np.ndarray | None
    note: str | None


class Drawing(NamedTuple):
    """A message of our own canvas, as pen.js describes it, with the PNG decoded: ink is (280, 280) uint8, or None."""

    number: int
    sheet: str
    version: int
    ink: np.ndarray | None
    strokes: list
    background: Background | None
    rests: bool


class MalformedError(ValueError):
    """A message that the canvas would not send."""


def read(message):
    """A message of our own canvas -> a Drawing, or None, with a line in the log, if it is malformed."""
    try:
        return _drawing(message)
    except MalformedError as error:
        _log.warning("Dropped a message from the canvas. Expected %s.", error)
        return None


def is_sound(message):
    """Whether a message of streamlit-drawable-canvas can be used. If not, a line in the log says why."""
    try:
        _check_drawable(message)
    except MalformedError as error:
        _log.warning("Dropped a message from streamlit-drawable-canvas. Expected %s.", error)
        return False
    return True


def is_index(value, indices):
    """Whether a value sent for a click is one of these integers. If not, a line in the log says so."""
    sound = type(value) is int and value in indices
    if not sound:
        _log.warning("Dropped a click. Expected the index of something on the page.")
    return sound


def check_strokes(strokes):
    """Raises MalformedError unless these are strokes as pen.js sends them: few enough, each with a width and points."""
    _expect(
        isinstance(strokes, list) and len(strokes) <= MOST_STROKES, f"at most {numbers.count(MOST_STROKES)} strokes"
    )
    points = 0
    for stroke in strokes:
        _expect(isinstance(stroke, Mapping) and stroke.keys() == {"width", "points"}, "width and points of a stroke")
        _expect(_is_integer(stroke["width"], 1, SIDE), "a stroke's width in pixels")
        _expect(isinstance(stroke["points"], list) and stroke["points"], "points of a stroke")
        points += len(stroke["points"])
        _expect(points <= MOST_POINTS, f"at most {numbers.count(MOST_POINTS)} points")
        _expect(all(map(_is_point, stroke["points"])), "points as pairs of integers")


def background_in(background):
    """The picture under the strokes as pen.js sends it -> a Background. Raises MalformedError."""
    _expect(isinstance(background, Mapping), "background to be an object")
    _expect(background.keys() in ({"name"}, {"name", "address", "note"}), "background to have a name")
    _expect(_is_text(background["name"]), "the name of the background to be a short text")
    if "address" not in background:
        return Background(background["name"], None, None)
    _expect(background["note"] is None or _is_text(background["note"]), "the note to be a short text")
    return Background(background["name"], ink_in(background["address"]), background["note"])


def ink_in(address):
    """A PNG as a data: address -> its brightness, (280, 280) uint8. Raises MalformedError."""
    return np.asarray(_picture(address).convert("L"))


def _drawing(message):
    _expect(isinstance(message, Mapping) and message.keys() == FIELDS, f"the fields {', '.join(sorted(FIELDS))}")
    png, background = message["png"], message["background"]
    _expect(_is_integer(message["number"], 0), "number to be an integer")
    _expect(_is_integer(message["version"], 0), "version to be an integer")
    _expect(_is_text(message["sheet"]), "sheet to be a short text")
    _expect(type(message["rests"]) is bool, "rests to be true or false")
    check_strokes(message["strokes"])
    return Drawing(
        number=message["number"],
        sheet=message["sheet"],
        version=message["version"],
        ink=None if png is None else ink_in(png),
        strokes=message["strokes"],
        background=None if background is None else background_in(background),
        rests=message["rests"],
    )


def _is_point(point):
    return (
        type(point) is list
        and len(point) == 2
        and type(point[0]) is type(point[1]) is int
        and -FARTHEST <= point[0] <= FARTHEST
        and -FARTHEST <= point[1] <= FARTHEST
    )


def _check_drawable(message):
    _expect(isinstance(message, Mapping) and message.keys() <= {"drawing", "backgroundFit"}, "a drawing")
    drawing = message.get("drawing") or {"raw": {}}  # nothing has been drawn
    _expect(isinstance(drawing, Mapping) and isinstance(drawing.get("raw"), Mapping), "a drawing with strokes")
    strokes = drawing["raw"].get("objects", [])
    _expect(
        isinstance(strokes, list) and len(strokes) <= MOST_STROKES, f"at most {numbers.count(MOST_STROKES)} strokes"
    )
    _expect(all(isinstance(stroke, Mapping) for stroke in strokes), "strokes as objects")
    if drawing.get("data") is not None:
        _expect(_picture(drawing["data"]).mode == "RGBA", "a PNG in RGBA")
    fit = message.get("backgroundFit")
    sizes = {"naturalWidth", "naturalHeight", "scaleX", "scaleY", "offsetX", "offsetY"}
    _expect(fit is None or (isinstance(fit, Mapping) and fit.keys() >= sizes), "the size of the background")


def _picture(address):
    """A PNG as a data: address -> the decoded picture. Its size is checked before anything is decoded."""
    _expect(isinstance(address, str) and len(address) <= LONGEST_PNG and address.startswith(PNG), "a PNG")
    try:
        image = Image.open(io.BytesIO(base64.b64decode(address[len(PNG) :], validate=True)), formats=["PNG"])
        if image.size == (SIDE, SIDE):
            image.load()
            return image
    except Exception as error:  # a damaged file makes Pillow raise many kinds
        raise MalformedError("a PNG that can be decoded") from error
    raise MalformedError(f"a PNG of {SIDE} × {SIDE} pixels")


def _is_integer(value, low, high=2**53):
    return type(value) is int and low <= value <= high


def _is_text(value):
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and value.encode(errors="ignore").decode() == value


def _expect(condition, what):
    if not condition:
        raise MalformedError(what)
