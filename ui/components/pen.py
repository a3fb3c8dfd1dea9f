"""A drawing area of our own, which tells what is on it while the pen still moves, and the answer beside it."""

import base64
import io
from pathlib import Path

import numpy as np
import streamlit as st
from PIL import Image

from ui.figures import pictures

HTML = """
<div class="pen">
  <div class="area">
    <canvas role="img" aria-label="Drawing area, for mouse, pen or finger"></canvas>
    <div class="buttons">
      <button class="undo" type="button">Undo</button><button class="clear" type="button">Clear</button>
    </div>
  </div>
  <div class="beside"></div>
</div>
"""

_area = st.components.v2.component(
    "digit_lab_pen",
    html=HTML,
    css=Path(__file__).with_name("pen.css").read_text(encoding="utf-8"),
    js=Path(__file__).with_name("pen.js").read_text(encoding="utf-8"),
    isolate_styles=False,  # the answer looks as it does elsewhere
)


def drawn(key):
    """What was last drawn on the area of this key, a dict as pen.js sends it, or None: known before it is shown."""
    return (st.session_state.get(key) or {}).get("drawing")


def pen(key, side, brush, version, background, strokes, beside):
    """Show the area, and HTML beside it: one element for both, since that is painted soonest.

    background: a picture's number and its pixels, (side, side) uint8, white on black, or None. A new version puts in
    the background and the strokes.
    """
    _area(
        key=key,
        data={
            "side": side,
            "brush": brush,
            "version": version,
            "background": background and {"number": background[0], "address": pictures.data_uri(background[1])},
            "strokes": strokes,
            "beside": beside,
            "answered": (drawn(key) or {}).get("number"),
        },
        on_drawing_change=lambda: None,
    )


def decoded(png):
    """The PNG in a data: address -> ink, (H, W) uint8."""
    _, content = png.split(",", 1)
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content)), formats=["PNG"]).convert("L"))
