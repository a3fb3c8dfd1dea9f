"""Digits drawn with a pen: read their strokes from UCI's file.

MNIST's digits were scanned from paper in America. People who draw on a screen write differently: they cross their
sevens, put a foot under their ones and curl their nines. The strokes of real writers teach a network these habits.
"""

import gzip
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np


class Character(NamedTuple):
    """A digit or letter as drawn: a list of strokes, each (points, 2) float32 of x and y, with y downwards."""

    label: int | str  # a digit or a letter
    writer: int | str
    strokes: list
    collection: str = "uci"


def read_uci(path):
    """Read a UNIPEN text file, gzipped or not, into a list of Character.

    It is written for UCI's "Pen-Based Recognition of Handwritten Digits", where each `.COMMENT` holds three numbers:
    the digit, the writer, and the number of the digit among that writer's digits. Raises ValueError if a digit has no
    strokes or its comment contradicts its label.
    """
    data = Path(path).read_bytes()
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("latin-1")
    return [_parse_digit(segment) for segment in text.split(".SEGMENT")[1:]]


def _parse_digit(segment):
    label = int(re.search(r'"(\d)"', segment)[1])
    digit, writer, _ = map(int, re.search(r"\.COMMENT +(\d+) +(\d+) +(\d+)", segment).groups())
    strokes = [
        np.array(points.split(), np.float32).reshape(-1, 2) * (1, -1)  # y upwards -> y downwards
        for points in re.findall(r"\.PEN_DOWN\s+(.*?)\.PEN_UP", segment, re.DOTALL)
    ]
    if digit != label or not strokes:
        raise ValueError(
            f"Expected strokes, and the label's digit in the comment, got {len(strokes)} strokes, label {label}, "
            f"comment {digit}. Check the file."
        )
    return Character(label, writer, strokes)


def hold_out(characters, writers=(), collections=()):
    """Split characters into two lists: all others, and those of these writers and whole collections."""
    parts = [], []
    for character in characters:
        parts[character.writer in writers or character.collection in collections].append(character)
    return parts
