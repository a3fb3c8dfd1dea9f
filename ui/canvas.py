"""The drawing canvas, behind one function: `draw(key)` shows it and returns the ink.

There are two of them, which give the same ink. Our own, in `pen`, tells what is on it while the pen still moves;
streamlit-drawable-canvas waits until the pen lifts, and lets a stroke be moved, scaled and deleted afterwards.
Ink comes onto either in three ways, and they add up: strokes of the pen, a picture from a file, a digit of the test
set. The last two lie under the strokes as a background.
"""

import numpy as np
import streamlit as st
from PIL import Image
from streamlit_drawable_canvas import st_canvas

from ui.pen import decoded, pen

SIDE = 280  # pixels: ten to one of MNIST's, and not too wide for a phone
KEY = "canvas"  # of the one canvas that all pages put ink on


def draw(key=KEY):
    """Show the canvas with its brush, undo and clear; return the ink, (280, 280) uint8, or None when it is blank."""
    state = _state(key)
    brush = st.slider("Brush width", 8, 40, 20, step=2, format="%d px", key="brush", bind="query-params", width=SIDE)
    place = st.container(gap="small")
    live = st.toggle("Predict while drawing", True, key="live", bind="query-params", on_change=_hand_over, args=(key,))
    mounted = f"{key}-pen" if live else f"{key}-{state['version']}"
    if mounted not in st.session_state:  # first shown, or shown again after another page
        state["start"] = state["strokes"]
    with place:
        (_draw_live if live else _draw_then_tell)(mounted, key, state, brush)
    return state["ink"]


def put(key, background):
    """Empty the canvas and lay a picture on it: (H, W) uint8, white on black, or None for nothing."""
    state = _state(key)
    picture = None if background is None else _fitted(background)
    state.update(version=state["version"] + 1, start=[], strokes=[], inks={}, background=picture, ink=picture)


def _draw_live(mounted, key, state, brush):
    drawing = pen(mounted, SIDE, brush, state["version"], state["background"], state["start"])
    if drawing is not None and drawing["version"] == state["version"]:  # not one from before a picture was put in
        state["strokes"] = drawing["strokes"]
        state["ink"] = None if drawing["png"] is None else decoded(drawing["png"])
        if not drawing["background"]:
            state["background"] = None


def _draw_then_tell(mounted, key, state, brush):
    result = st_canvas(
        key=mounted,
        stroke_width=brush,
        stroke_color="#fff",
        background_color="#000",
        background_image=None if state["background"] is None else Image.fromarray(state["background"]),
        initial_drawing={"objects": state["start"]},
        width=SIDE,
        height=SIDE,
        return_image_data=True,
    )
    if result.image_data is not None:
        state["strokes"] = (result.json_data or {}).get("objects", [])
        state["inks"][len(state["strokes"])] = _stroked(result.image_data)
    with st.container(horizontal=True, width=SIDE):
        blank = not state["strokes"] and state["background"] is None
        st.button("Undo", icon=":material/undo:", on_click=_undo, args=(key,), disabled=blank)
        st.button("Clear", icon=":material/delete:", on_click=put, args=(key, None), disabled=blank)
    stroked = state["inks"].get(len(state["strokes"])) if state["strokes"] else None
    layers = [layer for layer in (state["background"], stroked) if layer is not None]
    state["ink"] = np.maximum.reduce(layers) if layers else None


def _hand_over(key):
    """The other canvas is chosen: what is on this one lies under its strokes."""
    put(key, _state(key)["ink"])


def _undo(key):
    """Take back the last stroke, or the picture where there are no strokes."""
    state = _state(key)
    if state["strokes"]:
        strokes = state["strokes"][:-1]
        state.update(version=state["version"] + 1, start=strokes, strokes=strokes)
    else:
        put(key, None)


def _state(key):
    """What is on the canvas: the picture below, the strokes, the ink of both; and the ink after each of the strokes."""
    blank = {"version": 0, "background": None, "strokes": [], "start": [], "ink": None, "inks": {}}
    return st.session_state.setdefault(f"{key}-state", blank)


def _stroked(pixels):
    """(H, W, 4) uint8 -> (H, W): the white of the strokes, on black or on a transparent ground."""
    return (pixels[..., 0].astype(np.uint16) * pixels[..., 3] // 255).astype(np.uint8)


def _fitted(picture):
    """The picture, as large as fits, in the middle of a black canvas."""
    image = Image.fromarray(picture)
    scale = SIDE / max(image.size)
    image = image.resize([max(1, round(side * scale)) for side in image.size], Image.Resampling.BICUBIC)
    canvas = Image.new("L", (SIDE, SIDE))
    canvas.paste(image, [(SIDE - side) // 2 for side in image.size])
    return np.asarray(canvas)
