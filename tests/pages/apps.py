"""What the tests of the pages share: running one headless, and putting things where a visitor would."""

import base64
import io
import json
from pathlib import Path

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

from tests.ui.components import network_bytes
from ui import models
from ui.components.sheet import Sheet

ROOT = Path(__file__).parents[2]
APP = str(ROOT / "app.py")


def page(name):
    return str(ROOT / "pages" / f"{name}.py")


def run(file, **query):
    """The page after its first run, with `query` in its address."""
    at = AppTest.from_file(file, default_timeout=30)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception, at.exception
    return at


def told(at):
    """What the components of our own are told, each a dict. The network view is told other things: see `views`."""
    found = [json.loads(element.proto.json) for element in at.get("bidi_component") if element.proto.json]
    return [data for data in found if isinstance(data, dict)]


def views(at):
    """The header of the network in each network view of the page: there is one, or none."""
    sent = [element.proto.bytes for element in at.get("bidi_component")]
    return [network_bytes.unpacked(data)[0] for data in sent if data]


def answer(at):
    """What the network view is told about an image: the image, and the values of each stage, or None."""
    texts = [json.loads(element.proto.json) for element in at.get("bidi_component") if element.proto.json]
    texts = [data if isinstance(data, str) else data.get("values") for data in texts if data]
    (text,) = filter(None, texts)
    (header,) = views(at)
    number, image, values = network_bytes.read(text, header)
    assert number == header["id"]
    return image, values


def equations(at):
    """What the network view says of each layer, in order: its equation, its shapes, its activation."""
    return [stage["lines"] for stage in views(at)[0]["stages"][1:]]


def seed_own_file(at, /, name="mine.npz", **weights):
    """As if a learner had uploaded these arrays as an .npz of this name."""
    file = io.BytesIO()
    np.savez(file, **weights)
    file.name = name
    file.seek(0)
    at.session_state["own"] = models.opened(file)


def put_ink(at, ink):
    """As if this ink, (280, 280) uint8, had been left on the canvas."""
    at.session_state["canvas"] = Sheet(ink=ink)


def draw(at, ink, version=0, rests=True):
    """As if the canvas had sent this ink, (280, 280) uint8, drawn with one stroke."""
    if "canvas" not in at.session_state:
        at.session_state["canvas"] = Sheet()
    stroke = {"width": 20, "points": [[140, 40], [140, 240]]}
    drawing = {"number": 1, "sheet": at.session_state["canvas"].name, "version": version, "png": png(ink)}
    drawing |= {"strokes": [stroke], "background": None, "rests": rests}
    at.session_state["canvas-pen"] = {"drawing": drawing}


def draw_then_tell(at, ink, version=0):
    """As if streamlit-drawable-canvas had sent it; for a page with ?live=false."""
    at.session_state[f"canvas-{version}"] = {
        "drawing": {"raw": {"objects": [{}]}, "data": png(ink)},
        "backgroundFit": None,
    }


def png(ink):
    file = io.BytesIO()
    Image.fromarray(ink).convert("RGBA").save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
