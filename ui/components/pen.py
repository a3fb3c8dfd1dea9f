"""A drawing area of our own, which tells what is on it while the pen still moves, and the answer beside it."""

from pathlib import Path

import streamlit as st

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


def pen(key, side, brush, version, picture, strokes, beside):
    """Show the area, and HTML beside it: one element for both, since that is painted soonest.

    picture: what lies under the strokes, its number and pixels, (side, side) uint8, white on black, or None. A new
    version puts in the picture and the strokes.
    """
    _area(
        key=key,
        data={
            "side": side,
            "brush": brush,
            "version": version,
            "background": picture and {"number": picture.number, "address": pictures.data_uri(picture.pixels)},
            "strokes": strokes,
            "beside": beside,
            "answered": (drawn(key) or {}).get("number"),
        },
        on_drawing_change=lambda: None,
    )
