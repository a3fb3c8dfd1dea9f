"""Our own drawing area, which sends its ink while the pen is still moving, with the answer beside it."""

import streamlit as st

from ui.components import message, source
from ui.components.message import SIDE
from ui.figures import pictures
from ui.words import say

# The faint digit is a hint at what to do. It is not on the canvas, so it never becomes ink.
HTML = f"""
<div class="pen">
  <div class="area">
    <div class="paper">
      <canvas width="{SIDE}" height="{SIDE}" tabindex="0" role="application" aria-describedby="pen-keys"></canvas>
      <div class="invitation" aria-hidden="true">
        <svg viewBox="0 0 280 280"><path d="M92 92C96 52 188 50 188 102C188 142 128 172 92 214H196"/></svg>
        <span class="here"></span>
      </div>
      <i class="cursor"></i>
    </div>
    <div class="buttons">
      <button class="undo" type="button"></button><button class="clear" type="button"></button>
    </div>
    <p class="keys" id="pen-keys"></p>
  </div>
  <div class="beside"></div>
  <p class="said" role="status"></p>
</div>
"""


_area = st.components.v2.component(
    "digit_lab_pen",
    html=HTML,
    css=source.read("pen.css"),
    js=source.read("leaving.js", "paper.js", "pen.js"),  # one module in three files
    isolate_styles=False,  # the answer uses the styles of the page
)


def drawn(key):
    """The last message of the area with this key, or None. Known before `pen` is called."""
    drawing = (st.session_state.get(key) or {}).get("drawing")
    return None if drawing is None else message.read(drawing)


def pen(key, brush, sheet, beside, values, answered):
    """Show the area with HTML beside it, as one element, which is painted sooner than two.

    With a new version of the sheet, the area starts over with its picture and its strokes. values: a text for the
    network view, or None. answered: the number of the message that this answers, or None.
    """
    picture, note = sheet.picture, sheet.note and say(sheet.note)
    _area(
        key=key,
        data={
            "brush": brush,
            "sheet": sheet.name,
            "version": sheet.version,
            "background": picture
            and {"name": picture.name, "address": pictures.data_uri(picture.pixels), "note": note},
            "strokes": sheet.start,
            "beside": beside,
            "values": values,
            "answered": answered,
            "words": _words(),
        },
        on_drawing_change=lambda: None,
    )


def _words():
    """What the area says, by the class of its element, as HTML; `area` is its name for screen readers."""
    return {
        "area": say("Drawing area for one digit"),
        "here": say("Draw here"),
        "undo": say("Undo"),
        "clear": say("Clear"),
        "keys": say(
            "<kbd>Arrow keys</kbd> move the pen, with <kbd>Shift</kbd> farther. <kbd>Space</kbd> puts it down and "
            "lifts it. <kbd>Ctrl</kbd> <kbd>Z</kbd> undoes, <kbd>Delete</kbd> clears, <kbd>Esc</kbd> leaves."
        ),
    }
