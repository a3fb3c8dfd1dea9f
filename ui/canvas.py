"""The drawing canvas, behind one function: `draw(key)` shows it and returns the ink.

Ink comes onto it in three ways, and they add up: strokes of the pen, a picture from a file, a digit of the test set.
The last two lie under the strokes as a background.
"""

import numpy as np
import streamlit as st
from PIL import Image
from streamlit_drawable_canvas import st_canvas

SIDE = 280  # pixels: ten to one of MNIST's, and not too wide for a phone


def draw(key):
    """Show the canvas with its brush, undo and clear; return the ink, (280, 280) uint8, or None when it is blank."""
    state = _state(key)
    brush = st.slider("Brush width", 8, 40, 20, step=2, format="%d px", key="brush", bind="query-params", width=SIDE)
    mounted = f"{key}-{state['version']}"
    if mounted not in st.session_state:  # first shown, or shown again after another page
        state["start"] = {"objects": state["strokes"]}
    result = st_canvas(
        key=mounted,
        stroke_width=brush,
        stroke_color="#fff",
        background_color="#000",
        background_image=None if state["background"] is None else Image.fromarray(state["background"]),
        initial_drawing=state["start"],
        width=SIDE,
        height=SIDE,
        return_image_data=True,
    )
    if result.image_data is not None:
        state["strokes"] = (result.json_data or {}).get("objects", [])
        state["inks"][len(state["strokes"])] = _stroked(result.image_data)
    with st.container(horizontal=True, width=SIDE):
        blank = not state["strokes"] and state["background"] is None
        st.button("Undo", icon=":material/undo:", on_click=undo, args=(key,), disabled=blank)
        st.button("Clear", icon=":material/delete:", on_click=put, args=(key, None), disabled=blank)
    return _ink(state)


def put(key, background):
    """Empty the canvas and lay a picture on it: (H, W) uint8, white on black, or None for nothing."""
    state = _state(key)
    state.update(version=state["version"] + 1, strokes=[], inks={})
    state["background"] = None if background is None else _fitted(background)


def undo(key):
    """Take back the last stroke, or the picture where there are no strokes."""
    state = _state(key)
    if state["strokes"]:
        state.update(version=state["version"] + 1, strokes=state["strokes"][:-1])
    else:
        put(key, None)


def _state(key):
    """What is on the canvas: its strokes, the ink after the first, second, ... of them, and the picture below."""
    blank = {"version": 0, "strokes": [], "start": None, "inks": {}, "background": None}
    return st.session_state.setdefault(f"{key}-state", blank)


def _ink(state):
    stroked = state["inks"].get(len(state["strokes"])) if state["strokes"] else None
    layers = [layer for layer in (state["background"], stroked) if layer is not None]
    return np.maximum.reduce(layers) if layers else None


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
