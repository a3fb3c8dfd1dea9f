"""What happens to the sheet on the canvas, without a browser."""

from types import SimpleNamespace

import numpy as np
import pytest

from ui.components.message import Background, Drawing
from ui.components.sheet import MOST_REMEMBERED, Sheet

PICTURE = np.full((280, 280), 90, np.uint8)


def seen(count):
    """As streamlit-drawable-canvas returns `count` strokes: each is a white row."""
    pixels = np.zeros((280, 280, 4), np.uint8)
    pixels[:count] = 255
    return SimpleNamespace(image_data=pixels, json_data={"objects": [{}] * count})


UNSEEN = SimpleNamespace(image_data=None, json_data=None)  # until it has loaded


def heard(sheet, **changes):
    """What our own canvas tells; nothing is on it unless changed."""
    blank = {"number": 1, "version": sheet.version, "ink": None, "strokes": [], "background": None, "rests": True}
    return Drawing(**{"sheet": sheet.name} | blank | changes)


@pytest.fixture
def drawn():
    """Two strokes on a picture."""
    sheet = Sheet()
    sheet.put(PICTURE, "a picture")
    sheet.see(seen(1))
    sheet.see(seen(2))
    return sheet


def test_strokes_and_picture_add_up(drawn):
    np.testing.assert_array_equal(drawn.ink[:3, 0], [255, 255, 90])


def test_undo_takes_back_stroke_by_stroke_and_the_picture_last(drawn):
    for row in ([255, 90, 90], [90, 90, 90]):
        drawn.undo()
        drawn.see(UNSEEN)
        np.testing.assert_array_equal(drawn.ink[:3, 0], row)
    assert drawn.note == "a picture" and not drawn.is_blank
    drawn.undo()
    drawn.see(UNSEEN)
    assert drawn.ink is None and drawn.is_blank


def test_on_the_other_canvas_all_ink_lies_under_the_strokes_with_its_note(drawn):
    ink = drawn.ink
    drawn.switch_to(False)
    assert drawn.strokes
    drawn.switch_to(True)
    assert not drawn.strokes
    assert drawn.note == "a picture"
    np.testing.assert_array_equal(drawn.picture.pixels, ink)


def test_undo_takes_back_a_moved_stroke_and_what_was_replaced(drawn):
    moved = seen(2)
    moved.json_data["objects"] = [{}, {"left": 7}]
    drawn.see(moved)
    drawn.undo()
    assert drawn.strokes == [{}, {}]
    drawn.put(None)
    drawn.undo()
    drawn.see(UNSEEN)
    np.testing.assert_array_equal(drawn.ink[:3, 0], [255, 255, 90])
    assert drawn.note == "a picture"


def test_a_picture_that_the_browser_brings_back_has_its_note():
    sheet = Sheet()
    sheet.put(PICTURE, "the first")
    first = sheet.picture.name
    sheet.put(PICTURE, "the second")
    sheet.hear(heard(sheet, background=Background(first, None, None)))
    assert sheet.note == "the first"
    sheet.hear(heard(sheet))
    assert sheet.note is None


def test_a_picture_from_another_session_is_taken_over_with_its_note():
    sheet = Sheet()
    sheet.hear(heard(sheet, ink=PICTURE, background=Background("before", PICTURE, "a note")))
    sheet.hear(heard(sheet, ink=PICTURE, background=Background("before", None, None)))
    assert sheet.note == "a note"
    np.testing.assert_array_equal(sheet.picture.pixels, PICTURE)


def test_what_was_told_before_a_picture_was_put_in_does_not_count():
    sheet = Sheet()
    before = heard(sheet)
    sheet.put(PICTURE)
    sheet.hear(before)
    np.testing.assert_array_equal(sheet.ink, PICTURE)


def test_what_was_told_to_another_sheet_does_not_count():
    sheet = Sheet()
    sheet.hear(heard(Sheet(), ink=PICTURE))
    assert sheet.ink is None


def test_a_sheet_does_not_grow_for_ever():
    sheet = Sheet()
    for _ in range(2 * MOST_REMEMBERED):
        sheet.put(PICTURE)
    assert len(sheet.past) == len(sheet.pictures) == MOST_REMEMBERED
