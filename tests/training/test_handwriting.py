"""Pen strokes: reading, splitting by writer, varying and drawing."""

import gzip

import numpy as np
import pytest

from mnistcore.experiments.strokes import FIT, PEN, draw, fit, vary
from training.handwriting import Character, hold_out, read_uci

UNIPEN = """
.INCLUDE        some.doc

.LEXICON "0" "1" "2" "3" "4" "5" "6" "7" "8" "9"
.HIERARCHY      DIGIT

.SEGMENT DIGIT    0 ? "7"
.COMMENT 7 12  224
.PEN_DOWN
 10  300
 110  300
 60  100
.PEN_UP
.DT 100
.PEN_DOWN
 40  200
 100  200
.PEN_UP
.DT 100

.SEGMENT DIGIT    1 ? "1"
.COMMENT 1  3    1
.PEN_DOWN
 50  300
 50  100
.PEN_UP
.DT 100
"""
ONE = [np.array([[50, -300], [50, -100]], np.float32)]


@pytest.mark.parametrize("compress", [lambda data: data, gzip.compress], ids=["plain", "gzipped"])
def test_reads_labels_writers_and_strokes(tmp_path, compress):
    path = tmp_path / "digits"
    path.write_bytes(compress(UNIPEN.encode()))
    seven, one = read_uci(path)
    assert (seven.label, seven.writer, len(seven.strokes)) == (7, 12, 2)
    assert (one.label, one.writer, len(one.strokes)) == (1, 3, 1)
    np.testing.assert_array_equal(seven.strokes[0], [[10, -300], [110, -300], [60, -100]])  # y turned downwards


@pytest.mark.parametrize(
    "wrong", [UNIPEN.replace(".COMMENT 7", ".COMMENT 8"), UNIPEN.replace(".PEN_DOWN", ".PEN_LOST")]
)
def test_a_file_that_contradicts_itself_is_refused(tmp_path, wrong):
    path = tmp_path / "digits"
    path.write_text(wrong)
    with pytest.raises(ValueError, match="Expected strokes, and the label's digit in the comment"):
        read_uci(path)


def test_holds_out_whole_writers():
    digits = [Character(label, writer, ONE) for writer in (1, 2, 3, 4) for label in range(10)]
    training, held_out = hold_out(digits, [2, 4])
    assert {d.writer for d in training} == {1, 3}
    assert {d.writer for d in held_out} == {2, 4}
    assert len(training) + len(held_out) == len(digits)


def test_holds_out_whole_collections():
    digits = [Character(1, 1, ONE, collection) for collection in ("abc", "ced", "val")]
    training, held_out = hold_out(digits, collections=["ced", "val"])
    assert [d.collection for d in training] == ["abc"]
    assert [d.collection for d in held_out] == ["ced", "val"]


def test_fits_the_digit_into_the_canvas():
    points = np.concatenate(fit(ONE, side=280, longest=200))
    np.testing.assert_allclose(points, [[140, 40], [140, 240]])


def test_a_dot_is_fitted_and_drawn_round():
    ink = draw(fit([np.array([[7, 7]], np.float32)]), pen=20)
    assert ink.shape == (280, 280)
    assert ink.dtype == np.uint8
    rows, columns = np.nonzero(ink)
    assert np.ptp(rows) == np.ptp(columns) == 20
    assert np.count_nonzero(ink) == pytest.approx(np.pi * 10.5**2, rel=0.05)


@pytest.mark.parametrize("pen", [8, 20, 36])
def test_a_line_is_as_wide_as_the_pen_and_round_at_its_ends(pen):
    ink = draw(fit(ONE), pen=pen) > 127
    assert ink[140].sum() == pytest.approx(pen, abs=1)
    assert ink.any(axis=1).sum() == pytest.approx(FIT + pen, abs=2)
    assert ink[int(140 - FIT / 2 - pen / 2) + 1].sum() < pen  # narrower at the tip


def test_corners_are_filled():
    corner = [np.array([[40, 240], [140, 40], [240, 240]], np.float32)]
    ink = draw(corner, pen=PEN)
    tip = np.hypot(*(np.indices(ink.shape) - np.array([40, 140])[:, None, None])) < PEN / 2 - 1.5
    assert ink[tip].all()


def test_varying_keeps_the_strokes_and_changes_where_they_run():
    strokes = [np.array([[10, 0], [110, 0], [60, 200]], np.float32), np.array([[40, 100], [100, 100]], np.float32)]
    first, same, other = (vary(strokes, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert [s.shape for s in first] == [s.shape for s in strokes]
    np.testing.assert_array_equal(first[0], same[0])
    assert np.abs(first[0] - other[0]).max() > 0.01


def test_varying_leaves_a_digit_upright():
    rng = np.random.default_rng(0)
    for _ in range(200):
        (points,) = vary(ONE, rng)
        across, down = points[1] - points[0]
        assert down > 0
        assert abs(np.degrees(np.arctan2(across, down))) < 45
