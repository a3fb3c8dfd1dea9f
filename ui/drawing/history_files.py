"""The drawings of a visit as files: JSON that can be brought back, and IDX as MNIST has it."""

import io
import json
import zipfile

import numpy as np

from mnistcore import MnistCoreError
from mnistcore.files.idx import encode_idx
from ui.components import message
from ui.components.sheet import Picture
from ui.drawing.history import MOST, NO_DIGIT, guesses, packed
from ui.figures import pictures
from ui.words import say

LARGEST_FILE = 10  # MB
MEANT = {None, NO_DIGIT, *range(10)}
FIELDS = {"strokes", "ink", "background", "meant", "read"}


def as_json(drawings, model):
    """All that brings the drawings back, with what was meant and what the network reads, as bytes.

    Strokes, ink and background are as in a message of the canvas: points in pixels of 280 × 280, PNGs.
    """
    found, y = guesses(model.network, np.array([drawing.image for drawing in drawings]))
    entries = [
        {
            "strokes": drawing.strokes,
            "ink": pictures.data_uri(drawing.ink),
            "background": drawing.picture and _background(drawing.picture),
            "meant": drawing.meant,
            "read": {"network": model.key, "as": guess, "probabilities": [round(float(p), 6) for p in row]},
        }
        for drawing, guess, row in zip(drawings, found, y, strict=True)
    ]
    return json.dumps({"drawings": entries}, ensure_ascii=False, allow_nan=False).encode()


def from_json(content):
    """The drawings in bytes that `as_json` wrote, still without numbers. Raises MnistCoreError for any others."""
    try:
        entries = json.loads(content)["drawings"]
        count = len(entries) if isinstance(entries, list) else 0
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise _not_ours() from error
    if not count:
        raise _not_ours()
    if count > MOST:
        raise MnistCoreError(
            "Expected at most {most} drawings in a file, found {found}. Nothing was added.", most=MOST, found=count
        )
    return [_read(entry, number) for number, entry in enumerate(entries, 1)]


def as_idx(drawings):
    """The images and labels of the drawings that are meant to be digits, two IDX files in a zip, as bytes."""
    digits = [drawing for drawing in drawings if type(drawing.meant) is int]
    images = np.array([drawing.image for drawing in digits], np.uint8).reshape(-1, 28, 28)
    labels = np.array([drawing.meant for drawing in digits], np.uint8)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as both:
        both.writestr("drawings-images-idx3-ubyte", encode_idx(images))
        both.writestr("drawings-labels-idx1-ubyte", encode_idx(labels))
    return file.getvalue()


def _background(picture):
    note = None if picture.note is None else say(picture.note)[: message.LONGEST_TEXT]
    return {"name": picture.name, "address": pictures.data_uri(picture.pixels), "note": note}


def _read(entry, number):
    try:
        if not isinstance(entry, dict) or entry.keys() != FIELDS:
            raise message.MalformedError("the fields of a drawing")
        message.check_strokes(entry["strokes"])
        background = None if entry["background"] is None else message.background_in(entry["background"])
        if background and background.pixels is None:
            raise message.MalformedError("the picture under the strokes")
        meant = entry["meant"]
        if type(meant) not in (type(None), int, str) or meant not in MEANT:
            raise message.MalformedError("what was meant")
        return packed(entry["strokes"], background and Picture(*background), message.ink_in(entry["ink"]), meant)
    except (message.MalformedError, MnistCoreError) as error:
        raise MnistCoreError(
            "Drawing {number} in this file is damaged: expected strokes, ink and label as a download has them, found "
            "something else. Nothing was added: download the file again.",
            number=number,
        ) from error


def _not_ours():
    return MnistCoreError(
        "There are no drawings in this file: expected JSON that was downloaded on this page, found something else. "
        "Choose another file."
    )
