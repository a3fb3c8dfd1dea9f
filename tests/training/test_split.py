"""Measuring how digits side by side are told from single digits."""

import json
import sys

import numpy as np
import pytest

from mnistcore import segmentation
from mnistcore.experiments.strokes import CANVAS as SIDE
from mnistcore.experiments.strokes import PEN, draw
from training import split
from training.handwriting import Character

ONE = [np.array([[50, 0], [50, 100]], np.float32)]
SEVEN = [np.array([[0, 0], [60, 0], [20, 100]], np.float32), np.array([[10, 50], [50, 50]], np.float32)]
FLAT = [np.array([[0, 0], [100, 20]], np.float32)]
DOT = [np.array([[7, 7]], np.float32)]
APART = [np.array([[x, 0], [x, 100]], np.float32) for x in (0, 50)]
STROKE = '.SEGMENT DIGIT 0 ? "1"\n.COMMENT 1 {writer} 1\n.PEN_DOWN\n 50 300\n 50 100\n.PEN_UP\n'


@pytest.mark.parametrize("gap", [0.1, 0.25])
@pytest.mark.parametrize("left", [ONE, SEVEN, FLAT, DOT])
@pytest.mark.parametrize("right", [ONE, SEVEN, FLAT])
def test_two_digits_are_side_by_side_on_the_canvas_with_the_gap_between(left, right, gap):
    for seed in range(5):
        inks = [draw(side) > 0 for side in split.side_by_side(left, right, gap, np.random.default_rng(seed))]
        (_, end), (first, _) = (np.flatnonzero(ink.any(axis=0))[[0, -1]] for ink in inks)
        tallest = max(np.ptp(np.flatnonzero(ink.any(axis=1))) for ink in inks)
        assert first - end == pytest.approx(gap * tallest, abs=3)
        both = np.argwhere(inks[0] | inks[1])
        assert both.min() >= split.MARGIN - 1 and both.max() <= SIDE - split.MARGIN + 1  # all the ink is on the canvas
        assert both[:, 1].min() + both[:, 1].max() == pytest.approx(SIDE, abs=3)  # in the middle


def test_sizes_and_heights_differ():
    pairs = [split.side_by_side(ONE, ONE, 0.1, np.random.default_rng(seed)) for seed in range(50)]
    tops, ends = np.transpose([[(one[:, 1].min(), one[:, 1].max()) for (one,) in pair] for pair in pairs])  # (2, 50)
    taller = np.ptp([tops, ends], axis=0).max(axis=0) / np.ptp([tops, ends], axis=0).min(axis=0)
    assert 1 <= taller.min() < 1.05 and 1.2 < taller.max() <= np.exp(split.SIZES) + 1e-3
    lower = np.diff(tops + ends, axis=0) / 2 / np.ptp([tops, ends], axis=0).max(axis=0)
    assert -split.OFFSETS - 1e-3 <= lower.min() < -0.15 and 0.15 < lower.max() <= split.OFFSETS + 1e-3


def test_a_single_digit_that_falls_apart_counts_as_split():
    assert split.is_split(Character(0, 1, APART), PEN)
    assert not split.is_split(Character(7, 1, SEVEN), PEN)


def test_parts_must_be_the_two_digits():
    inks = [draw(side) for side in split.side_by_side(ONE, SEVEN, 0.25, np.random.default_rng(0))]
    both = np.maximum(*inks)
    between = int(np.flatnonzero(inks[1].any(axis=0))[0])
    assert split.are_these(np.split(both, [between], axis=1), inks)
    assert not split.are_these(np.split(both, [between + 5], axis=1), inks)
    assert not split.are_these([both], inks)


def test_every_other_writer_is_measured():
    digits = [Character(1, writer, ONE) for writer in ("b", "a", "d", "c", "b")]
    assert [digit.writer for digit in split.other_half(digits)] == ["b", "d", "b"]


@pytest.fixture
def command(monkeypatch, capsys):
    """run(*options) -> the rows of each table that `python -m training.split` prints."""

    def run(*options):
        monkeypatch.setattr(sys, "argv", ["split", *map(str, options)])
        split.main()
        return [line for line in capsys.readouterr().out.splitlines() if line.startswith("| strokes")]

    return run


def unipen(folder):
    path = folder / "strokes"
    path.write_text(STROKE.format(writer=1) + STROKE.format(writer=2))
    return path


def json_lines(folder):
    path = folder / "strokes.jsonl"
    digits = [{"label": "1", "writer": writer, "strokes": [[[50, 0], [50, 200]]]} for writer in ("a", "b")]
    path.write_text("\n".join(map(json.dumps, digits)))
    return path


@pytest.mark.parametrize("strokes", [unipen, json_lines])
def test_the_command_prints_what_is_split_and_what_is_read(command, tmp_path, monkeypatch, strokes):
    path = strokes(tmp_path)
    name, shares = path.name, " | ".join(["100.00"] * len(split.GAPS))
    assert command(path) == [f"| {name} | 0.00 | 0.00 | 0.00 |", f"| {name} | {shares} |", f"| {name} | {shares} |"]
    monkeypatch.setattr(segmentation, "LEAST_HEIGHT", 2)  # nothing is tall enough to be a digit
    assert command(path)[1:] == [f"| {name} | {shares.replace('100.00', '0.00')} |"] * 2


def test_a_missing_file_is_reported(command, tmp_path):
    with pytest.raises(SystemExit, match="No such file"):
        command(tmp_path / "absent")
