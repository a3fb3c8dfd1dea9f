"""Characters that people in several countries wrote on tablets: the UNIPEN database, as distributed or as JSON lines.

Source: Guyon, Schomaker, Plamondon, Liberman, Janet, "UNIPEN project of on-line data exchange and recognizer
benchmarks" (1994). In the distribution, `data/1a` (digits), `1b` and `1c` (letters) say which strokes of which file
below `include` are which character. JSON lines hold the `label`, `writer`, `strokes` (lists of [x, y], y downwards)
and perhaps the `donor` of one character each.
"""

import gzip
import json
import re
from pathlib import Path

import numpy as np

from .handwriting import Character

COUNTS_PEN_UP = {"pri"}  # collections whose segments number all blocks, not only those with the pen down
DOCUMENTATION = {".doc", ".lex"}
SEGMENT = re.compile(r'^\.SEGMENT\s+CHARACTER\s+(\S+)\s+\S+\s+"([0-9A-Za-z])"', re.MULTILINE)
INCLUDE = re.compile(r"^\.INCLUDE\s+(\S+)", re.MULTILINE)
WRITER = re.compile(r"^\.WRITER_ID\s+(\S+)", re.MULTILINE)
BLOCK = re.compile(r"^\.PEN_(DOWN|UP)[^\S\n]*\n((?:[^.\n].*\n?|\n)*)", re.MULTILINE)


def read(path):
    """The characters in a folder of the distribution, or in a file of JSON lines, gzipped or not."""
    path = Path(path)
    return read_distribution(path) if path.is_dir() else read_json_lines(path)


def read_json_lines(path):
    """The characters of a file of JSON lines, gzipped or not: a list of Character."""
    data = Path(path).read_bytes()
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode()
    return [_from_json(json.loads(line)) for line in text.splitlines()]


def _from_json(found):
    strokes = [np.array(stroke, np.float32).reshape(-1, 2) for stroke in found["strokes"]]
    return Character(_label(str(found["label"])), found["writer"], strokes, found.get("donor", ""))


def read_distribution(root):
    """The digits and letters below `data/1a`, `1b` and `1c` of the folder `root`: a list of Character.

    Segments that cut inside a stroke are left out. Raises ValueError if a segment names strokes that are not there.
    """
    files = sorted(path for part in ("1a", "1b", "1c") for path in Path(root, "data", part).rglob("*.dat"))
    return [character for path in files for character in _read_segments(path, Path(root))]


def _read_segments(path, root):
    collection = path.relative_to(root / "data").parts[1]
    text = _with_includes(path, root / "include")
    writer = f"{collection}/{WRITER.search(text)[1]}"
    blocks = _blocks(text, collection in COUNTS_PEN_UP)
    for numbers, label in SEGMENT.findall(text):
        if ":" in numbers:
            continue
        chosen = _numbers(numbers)
        if chosen[-1] >= len(blocks):
            raise ValueError(f"Expected stroke {chosen[-1]} of {path}, found {len(blocks)} strokes. Check the file.")
        strokes = [blocks[number] for number in chosen if len(blocks[number])]
        if strokes:
            yield Character(_label(label), writer, strokes, collection)


def _with_includes(path, folder):
    """The text of a file, with the files that it includes in their places, except for documentation."""

    def included(match):
        return "" if Path(match[1]).suffix in DOCUMENTATION else _with_includes(folder / match[1], folder)

    return INCLUDE.sub(included, path.read_text(encoding="latin-1"))


def _blocks(text, counts_pen_up):
    """All numbered blocks: the points of each stroke, and no points where the pen is up."""
    found = BLOCK.findall(text)
    return [_points(lines if pen == "DOWN" else "") for pen, lines in found if pen == "DOWN" or counts_pen_up]


def _points(lines):
    """The points in lines of x, y and perhaps more: (points, 2) float32, y downwards."""
    values = [line.split()[:2] for line in lines.splitlines() if line.strip()]
    return np.array(values, np.float32).reshape(-1, 2) * np.float32([1, -1])


def _numbers(text):
    """The numbers that a segment lists: "0-2,5" -> [0, 1, 2, 5]."""
    ranges = [[int(end) for end in part.split("-")] for part in text.split(",")]
    return [number for ends in ranges for number in range(ends[0], ends[-1] + 1)]


def _label(text):
    return int(text) if text.isdigit() else text
