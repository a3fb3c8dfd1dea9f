"""A drawing as the few characters of ?ink= in a link, and back. Whatever is in a link can only become strokes.

    ink=sample.test.7.KAhQ…     a digit under the strokes, if there is one, and the strokes in base64url

The bytes are numbers: for each stroke its width, the number of its corners, and the first corner; then how far each
corner is from the one before. Width and first corner, too, are differences from the stroke before. Small numbers take
one byte: they are zigzag varints, as in Protocol Buffers. The last two bytes are a checksum of everything else.
"""

import base64
import binascii
import re
import zlib
from itertools import islice
from typing import NamedTuple

from mnistcore import MnistCoreError
from ui.components import message
from ui.components.strokes import corners, straight
from ui.figures import numbers

LONGEST = 6_000  # characters, before anything is decoded; a digit takes 50 to 200, servers take addresses of 8,192
LARGEST = 4  # bytes of a number
WIDEST = 40  # pixels of the canvas's brush
FORM = re.compile(r"(?:([a-z]{1,20})\.(test|train)\.([0-9]{1,6})\.)?([A-Za-z0-9_-]*)")  # the digit, the strokes
FIRST_WIDTH = 20  # of most strokes


class Ink(NamedTuple):
    """What travels in a link: strokes, as the canvas has them, and the digit of the data under them."""

    strokes: list
    digit: tuple[str, str, int] | None = None  # the data set, the split and the index


def encode(ink):
    """An Ink as text, with its strokes at most one pixel off. Raises MnistCoreError if it is too long for a link."""
    before = "".join(f"{part}." for part in ink.digit or ())
    body = bytes(islice(_bytes(_differences(ink.strokes)), LONGEST))
    text = before + base64.urlsafe_b64encode(body + _checksum(before, body)).decode().rstrip("=")
    if len(text) > LONGEST:
        raise MnistCoreError(
            "This drawing is too long for a link, which holds {most} characters of ink at most. Undo some of its "
            "strokes.",
            most=numbers.count(LONGEST),
        )
    return text


def decode(text):
    """The Ink in a text that `encode` wrote. Raises MnistCoreError for any other."""
    if len(text) > LONGEST:
        raise MnistCoreError(
            "The drawing in this link is too long: expected at most {most} characters, found {found}. Ask for the link "
            "again.",
            most=numbers.count(LONGEST),
            found=numbers.count(len(text)),
        )
    found = FORM.fullmatch(text)
    if not found:
        raise MnistCoreError(
            "The drawing in this link is damaged: expected only letters, digits, - and _, found other characters. Copy "
            "the whole link again."
        )
    source, split, index, code = found.groups()
    try:
        content = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
        body, checksum = content[:-2], content[-2:]
        _expect(checksum == _checksum(text[: len(text) - len(code)], body))
        strokes = _strokes(_values(body))
        message.check_strokes(strokes)
        _expect(strokes or source)
    except (binascii.Error, StopIteration, message.MalformedError) as error:
        raise MnistCoreError(
            "The drawing in this link is damaged: expected a matching checksum at its end, found missing or changed "
            "characters. Copy the whole link again."
        ) from error
    return Ink(strokes, (source, split, int(index)) if source else None)


def digit_named(name):
    """The digit that a picture of this name is of: "sample.test.7" -> ("sample", "test", 7). None for other names."""
    found = FORM.fullmatch(f"{name}.")
    return (found[1], found[2], int(found[3])) if found and found[1] else None


def _differences(strokes):
    width, x, y = FIRST_WIDTH, 0, 0
    for stroke in strokes:
        points, before, width = corners(stroke["points"]), width, min(stroke["width"], WIDEST)
        yield width - before
        yield len(points)
        for point in points:
            yield point[0] - x
            yield point[1] - y
            x, y = point


def _strokes(values):
    strokes, width, x, y = [], FIRST_WIDTH, 0, 0
    for change in values:
        width += change
        points = []
        for _ in range(next(values)):
            x, y = x + next(values), y + next(values)
            points.append([x, y])
        _expect(points and width <= WIDEST)
        strokes.append({"width": width, "points": straight(points)})
    return strokes


def _bytes(values):
    """Numbers as zigzag varints: 0, −1, 1, −2, … become 0, 1, 2, 3, …, and those take seven bits a byte."""
    for value in values:
        rest = 2 * value if value >= 0 else -2 * value - 1
        while rest > 127:
            yield rest & 127 | 128
            rest >>= 7
        yield rest


def _values(content):
    """The numbers in bytes."""
    value = size = 0
    for byte in content:
        value |= (byte & 127) << (7 * size)
        size += 1
        _expect(size <= LARGEST)
        if byte < 128:
            yield value // 2 if value % 2 == 0 else -(value + 1) // 2
            value = size = 0
    _expect(size == 0)


def _checksum(before, body):
    return (zlib.crc32(before.encode() + body) & 0xFFFF).to_bytes(2, "big")


def _expect(condition):
    if not condition:
        raise message.MalformedError("a drawing as `encode` writes it")
