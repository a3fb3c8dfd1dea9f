"""Reading UNIPEN as it is distributed, and as JSON lines."""

import gzip
import json

import numpy as np
import pytest

from training import unipen

STROKES = """.WRITER_ID ada
.PEN_DOWN
 10 300 5
 10 100 5
.PEN_UP
.DT 20
.PEN_DOWN
 40 200 5
.PEN_UP
 50 210 0
.PEN_DOWN
 60 300 5
 80 100 5
.PEN_UP
"""
SEGMENTS = """.VERSION 1.0
.INCLUDE {collection}/about.doc
.INCLUDE {collection}/data/page.dat
.SEGMENT CHARACTER 0 ? "1"
.SEGMENT CHARACTER {all} ? "7"
.SEGMENT CHARACTER 0:3-1:2 ? "4"
.SEGMENT CHARACTER {ends} ? "K"
.SEGMENT CHARACTER 2 ? "$"
"""


def distribution(root, collection="abc", **numbers):
    segments, strokes = root / "data/1a" / collection / "page.dat", root / "include" / collection / "data/page.dat"
    for path in (segments, strokes):
        path.parent.mkdir(parents=True)
    segments.write_text(SEGMENTS.format(collection=collection, **({"all": "0-2", "ends": "0,2"} | numbers)))
    strokes.write_text(STROKES)
    return root


def test_segments_say_which_strokes_are_which_character(tmp_path):
    one, seven, k = unipen.read(distribution(tmp_path))
    assert [c.label for c in (one, seven, k)] == [1, 7, "K"]
    assert {(c.writer, c.collection) for c in (one, seven, k)} == {("abc/ada", "abc")}
    np.testing.assert_array_equal(one.strokes, [[[10, -300], [10, -100]]])  # y turned downwards
    assert [len(stroke) for stroke in seven.strokes] == [2, 1, 2]
    np.testing.assert_array_equal(k.strokes[1], [[60, -300], [80, -100]])


def test_where_blocks_with_the_pen_up_count_too_they_are_no_strokes(tmp_path):
    _, seven, k = unipen.read(distribution(tmp_path, "pri", all="0-4", ends="0,4"))
    assert [len(stroke) for stroke in seven.strokes] == [2, 1, 2]
    np.testing.assert_array_equal(k.strokes[1], [[60, -300], [80, -100]])


def test_a_segment_of_strokes_that_are_not_there_is_refused(tmp_path):
    with pytest.raises(ValueError, match="Expected stroke 3 .* found 3 strokes"):
        unipen.read(distribution(tmp_path, all="0-3"))


@pytest.mark.parametrize("compress", [lambda data: data, gzip.compress], ids=["plain", "gzipped"])
def test_json_lines(tmp_path, compress):
    lines = [
        {"donor": "abc", "writer": "abc/0", "label": "7", "strokes": [[[0, 0], [60, 0]], [[10, 50]]]},
        {"donor": "abc", "writer": "abc/1", "label": "K", "strokes": [[[0, 0], [0, 9]]]},
    ]
    path = tmp_path / "characters.jsonl"
    path.write_bytes(compress("\n".join(map(json.dumps, lines)).encode()))
    seven, k = unipen.read(path)
    assert (seven.label, seven.writer, seven.collection, len(seven.strokes)) == (7, "abc/0", "abc", 2)
    assert (k.label, k.writer) == ("K", "abc/1")
    np.testing.assert_array_equal(k.strokes[0], [[0, 0], [0, 9]])
