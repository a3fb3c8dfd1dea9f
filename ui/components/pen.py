"""Our own drawing area, which sends its ink while the pen is still moving, with the answer beside it."""

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
    isolate_styles=False,  # the answer uses the styles of the page
)


def drawn(key):
    """The last message of the area with this key, a dict as pen.js sends it, or None. Known before `pen` is called."""
    return (st.session_state.get(key) or {}).get("drawing")


def pen(key, side, brush, version, picture, strokes, beside):
    """Show the area with HTML beside it, as one element, which is painted sooner than two.

    picture: what lies under the strokes, with its number and pixels, (side, side) uint8, white on black, or None. With
    a new version, the area starts over with this picture and these strokes.
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
