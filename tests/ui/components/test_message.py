"""What the canvases send: sound messages are read, and all others are dropped with one line in the log."""

import base64
import io
import logging
import struct
import zlib
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
from PIL import Image

from ui.components import gallery, message, pointer

INK = np.random.default_rng(1).integers(0, 256, (280, 280), np.uint8)


def address(content):
    return "data:image/png;base64," + base64.b64encode(content).decode()


def png(image, **options):
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def header(width, height):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))


SOUND = png(Image.fromarray(INK).convert("RGBA"))
DAMAGED_PNGS = {
    "no PNG": b"hello",
    "nothing": b"",
    "truncated": SOUND[: len(SOUND) // 2],
    "only a header": SOUND[:33],
    "a small one": png(Image.new("L", (28, 28))),
    "a bomb": b"\x89PNG\r\n\x1a\n" + header(13_300, 13_300) + chunk(b"IDAT", zlib.compress(b"\0" * 100_000)),
    "a bomb behind the right size": SOUND[:33] + header(13_300, 13_300) + SOUND[33:],
    "a bomb in a text": SOUND[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(20_000_000))) + SOUND[33:],
    "a JPEG": (lambda file: Image.new("L", (280, 280)).save(file, "JPEG") or file.getvalue())(io.BytesIO()),
}
BAD_PNGS = [*map(address, DAMAGED_PNGS.values()), address(SOUND)[:-5] + "*****", address(SOUND).replace("png", "gif")]
BAD_PNGS += ["data:image/png;base64,ü", "https://example.org/a.png", "data:image/png;base64," + "A" * 5_000_000, ""]
WRONG_TYPES = [None, True, 1.5, float("nan"), float("inf"), -1, 10**400, "x" * 10_000, [], [[[]]], {}, {"a": {"b": []}}]


def sound(**changes):
    stroke = {"width": 20, "points": [[140, 40], [-3, 290]]}
    drawing = {"number": 1, "sheet": "s", "version": 0, "png": address(SOUND), "strokes": [stroke]}
    return drawing | {"background": None, "rests": True} | changes


def malformed():
    """Messages with one thing wrong, each with words for it."""
    yield from ((f"{value!r:.20} as message", value) for value in WRONG_TYPES if value is not None)
    yield "another field", sound(more=1)
    yield "half a character", sound(sheet="\ud800")
    for name in sound():
        yield f"no {name}", {key: value for key, value in sound().items() if key != name}
        for value in WRONG_TYPES:
            allowed = {"png": [None], "background": [None], "rests": [True], "strokes": [[]]}.get(name, [])
            if value not in allowed:
                yield f"{value!r:.20} as {name}", sound(**{name: value})
    for value in BAD_PNGS:
        yield f"{value:.40}", sound(png=value)
        yield f"{value:.40} below", sound(background={"name": "b", "address": value, "note": None})
    for value in WRONG_TYPES:
        yield f"{value!r:.20} as stroke", sound(strokes=[value])
        yield f"{value!r:.20} as width", sound(strokes=[{"width": value, "points": [[1, 1]]}])
        yield f"{value!r:.20} as points", sound(strokes=[{"width": 20, "points": value}])
        yield f"{value!r:.20} as point", sound(strokes=[{"width": 20, "points": [value]}])
        if value != -1:
            yield f"{value!r:.20} as x", sound(strokes=[{"width": 20, "points": [[value, 1]]}])
        if not isinstance(value, str) or len(value) > 500:
            yield f"{value!r:.20} as name", sound(background={"name": value})
        if value is not None:
            yield f"{value!r:.20} as note", sound(background={"name": "b", "address": address(SOUND), "note": value})
    yield "many strokes", sound(strokes=sound()["strokes"] * 100_000)
    yield "many points", sound(strokes=[{"width": 20, "points": [[1, 1]] * 1_000_000}])


def test_a_sound_message_is_read_with_its_ink():
    drawing = message.read(sound(background={"name": "b", "address": address(SOUND), "note": "a note"}))
    np.testing.assert_array_equal(drawing.ink, INK)
    np.testing.assert_array_equal(drawing.background.pixels, INK)
    assert (drawing.number, drawing.background.note) == (1, "a note")
    assert message.read(sound(png=None, strokes=[])).ink is None
    assert message.read(sound(background={"name": "b"})).background.pixels is None


@pytest.mark.parametrize("raw", [pytest.param(raw, id=words) for words, raw in malformed()])
def test_a_malformed_message_is_dropped_with_one_line_in_the_log(raw, caplog):
    with caplog.at_level(logging.WARNING):
        assert message.read(raw) is None
    (record,) = (record for record in caplog.records if record.name == "ui.components.message")
    assert "\n" not in record.getMessage() and len(record.getMessage()) < 200 and record.exc_info is None


def drawable(**changes):
    return {"drawing": {"raw": {"objects": [{}], "background": "#000"}, "data": address(SOUND)} | changes}


def test_what_streamlit_drawable_canvas_sends_is_checked_too():
    fit = dict.fromkeys(["naturalWidth", "naturalHeight", "scaleX", "scaleY", "offsetX", "offsetY"], 1)
    for good in ({}, drawable(), drawable(data=None), {"drawing": None}, drawable() | {"backgroundFit": fit}):
        assert message.is_sound(good)
    bad = [drawable(data=value) for value in [*BAD_PNGS, *WRONG_TYPES[1:], address(png(Image.new("P", (280, 280))))]]
    bad += [drawable(raw=value) for value in WRONG_TYPES if not isinstance(value, dict)]
    bad += [drawable(raw={"objects": value}) for value in [*WRONG_TYPES[:8], [1], [[[]]], [{}] * 100_000]]
    bad += [drawable() | {"backgroundFit": value} for value in WRONG_TYPES[1:]]
    bad += [{"drawing": value} for value in WRONG_TYPES if value not in (None, [], {})]
    assert [words for words in bad if message.is_sound(words)] == []


def test_a_click_must_be_on_something_on_the_page():
    assert message.is_index(3, {1, 3}) and message.is_index(0, range(5))
    assert not any(message.is_index(value, {0, 1, 3}) for value in [*WRONG_TYPES, "3", 3.0, 2, True])


@pytest.mark.parametrize(
    "sent", [*WRONG_TYPES, {"layer": 3, "tile": 0}, {"layer": 1, "tile": 50}, {"layer": 0, "tile": 0}]
)
def test_a_click_on_nothing_picks_nothing(monkeypatch, sent):
    picked, mounted = [], {}
    for component, name in ((gallery, "_gallery"), (pointer, "_pictures")):
        monkeypatch.setattr(component, name, lambda **options: mounted.update({options["key"]: options}))
    monkeypatch.setattr(st, "session_state", {key: SimpleNamespace(picked=sent) for key in ("gallery", "pick")})
    gallery.show("gallery", [7], np.zeros((1, 784), np.uint8), [1], [1], None, picked.append)
    pointer.pick(1, 0, [50, 10], lambda *where: picked.append(where))
    for options in mounted.values():
        options["on_picked_change"]()
    assert len(mounted) == 2 and not picked
