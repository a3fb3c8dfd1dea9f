"""Puts the toolbar of streamlit-drawable-canvas below the canvas, and leaves out what our own buttons do.

By itself, the toolbar is invisible until the mouse is over the canvas, and then lies on top of it: a finger that draws
there presses its buttons. The styles of the canvas are out of reach for those of the page, so JavaScript adds ours.
"""

import streamlit as st

from ui.components import source
from ui.words import say

_toolbar = st.components.v2.component(
    "digit_lab_toolbar",
    html="",
    js=source.read("toolbar.js"),
    isolate_styles=False,
)


def restyle(canvas):
    """Restyle the toolbar of the canvas with this key. There is nothing to see where this stands."""
    _toolbar(key="toolbar", data={"canvas": canvas, "words": {"edit": say("Edit strokes")}}, height=0)
