"""The files of a visit's drawings: what was written is read, and whatever else is read is refused in a sentence."""

import io
import json
import zipfile

import numpy as np
import pytest

from mnistcore import MnistCoreError
from mnistcore.files.idx import read_idx
from tests.ui.drawing.visitor import BAR, ONE, PHOTO, Hand
from ui import models
from ui.drawing.history import MOST, NO_DIGIT
from ui.drawing.history_files import as_idx, as_json, from_json


@pytest.fixture(scope="module")
def drawings():
    """Three drawings: a 1, a photo with a stroke that nobody labelled, and a bar."""
    hand = Hand()
    hand.shows(ONE)
    hand.shows(BAR, picture=PHOTO)
    hand.shows()
    hand.shows(BAR)
    for drawing, meant in zip(hand.history.drawings, (1, None, NO_DIGIT), strict=True):
        drawing.meant = meant
    return hand.history.drawings


@pytest.fixture(scope="module")
def entries(drawings):
    return json.loads(as_json(drawings, models.built_in("mlp")))["drawings"]


def test_json_brings_everything_back(drawings):
    for before, after in zip(drawings, from_json(as_json(drawings, models.built_in("mlp"))), strict=True):
        assert (after.strokes, after.meant, after.begins) == (before.strokes, before.meant, before.begins)
        np.testing.assert_array_equal(after.ink, before.ink)
        np.testing.assert_array_equal(after.image, before.image)
        assert (after.picture is None) == (before.picture is None)
        if before.picture:
            assert (after.picture.name, after.picture.note) == (before.picture.name, before.picture.note)
            np.testing.assert_array_equal(after.picture.pixels, before.picture.pixels)


def test_json_has_strokes_labels_and_predictions(entries, drawings):
    assert [entry["strokes"] for entry in entries] == [[ONE], [BAR], [BAR]]
    assert [entry["meant"] for entry in entries] == [1, None, NO_DIGIT]
    y = models.built_in("mlp").network.predict_proba(np.array([drawing.image for drawing in drawings]))
    np.testing.assert_allclose([entry["read"]["probabilities"] for entry in entries], y, atol=1e-6)
    assert entries[0]["read"]["as"] == 1 and entries[0]["read"]["network"] == "mlp"


def test_idx_has_the_images_and_labels_of_the_digits(drawings, tmp_path):
    with zipfile.ZipFile(io.BytesIO(as_idx(drawings))) as both:
        both.extractall(tmp_path)
    images = read_idx(tmp_path / "drawings-images-idx3-ubyte")
    labels = read_idx(tmp_path / "drawings-labels-idx1-ubyte")
    np.testing.assert_array_equal(images, [drawings[0].image])
    np.testing.assert_array_equal(labels, [1])


def test_without_labels_idx_is_empty_and_can_be_read(drawings, tmp_path):
    with zipfile.ZipFile(io.BytesIO(as_idx(drawings[1:]))) as both:
        both.extractall(tmp_path)
    assert read_idx(tmp_path / "drawings-images-idx3-ubyte").shape == (0, 28, 28)


NOT_OURS = [
    b"",
    b"\xff\xfe",
    b"{",
    b"null",
    b"[1]",
    b"7",
    b'"drawings"',
    b"{}",
    b'{"drawings": 3}',
    b'{"drawings": []}',
]
NOT_OURS += [b"[" * 100_000, b'{"drawings": ' + b"[" * 100_000, b"9" * 10_000]


@pytest.mark.parametrize("content", NOT_OURS, ids=lambda content: repr(content[:20]))
def test_another_file_is_refused(content):
    with pytest.raises(MnistCoreError, match="no drawings in this file.*Choose another file"):
        from_json(content)


def test_too_many_drawings_are_refused(entries):
    with pytest.raises(MnistCoreError, match=f"at most {MOST} drawings in a file, found {MOST + 1}"):
        from_json(json.dumps({"drawings": entries[:1] * (MOST + 1)}))


BROKEN = {
    "nothing": lambda entry: entry.clear(),
    "another field": lambda entry: entry.update(more=1),
    "a missing field": lambda entry: entry.pop("read"),
    "no strokes": lambda entry: entry.update(strokes=None),
    "a stroke without points": lambda entry: entry["strokes"][0].update(points=[]),
    "a broken point": lambda entry: entry["strokes"][0].update(points=[[1.5, 2]]),
    "a point too far": lambda entry: entry["strokes"][0].update(points=[[10**7, 2]]),
    "a huge width": lambda entry: entry["strokes"][0].update(width=10_000),
    "too many strokes": lambda entry: entry.update(strokes=entry["strokes"] * 1_001),
    "too many points": lambda entry: entry["strokes"][0].update(points=[[1, 1]] * 50_001),
    "no ink": lambda entry: entry.update(ink=None),
    "damaged ink": lambda entry: entry.update(ink=entry["ink"][:60]),
    "a background that is none": lambda entry: entry.update(background=0),
    "a background without pixels": lambda entry: entry.update(background={"name": "a"}),
    "a broken note": lambda entry: entry.update(background={"name": "a", "address": entry["ink"], "note": "\ud800"}),
    "a long name": lambda entry: entry.update(background={"name": "a" * 501, "address": entry["ink"], "note": None}),
    "a label beyond 9": lambda entry: entry.update(meant=10),
    "a label that is no integer": lambda entry: entry.update(meant=True),
    "a label in words": lambda entry: entry.update(meant="one"),
    "a label that is a list": lambda entry: entry.update(meant=[]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_damaged_drawing_is_named_and_nothing_is_read(name, entries):
    content = json.loads(json.dumps({"drawings": entries}))
    BROKEN[name](content["drawings"][1])
    with pytest.raises(MnistCoreError, match="Drawing 2 in this file is damaged"):
        from_json(json.dumps(content))
