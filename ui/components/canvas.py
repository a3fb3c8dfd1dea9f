"""The drawing canvas, behind one function: `draw` shows it with an answer beside it, and returns what it was made of.

There are two of them, which give the same ink. Our own, in `pen`, tells what is on it while the pen still moves;
streamlit-drawable-canvas waits until the pen lifts, and lets a stroke be moved, scaled and deleted afterwards.
Ink comes onto either in three ways, and they add up: strokes of the pen, a picture from a file, a digit of the test
set. The last two lie under the strokes as a background.
"""

import numpy as np
import streamlit as st
from PIL import Image
from streamlit_drawable_canvas import st_canvas

from ui import url_state
from ui.components import pen

SIDE = 280  # pixels: ten to one of MNIST's, and not too wide for a phone
BESIDE = 500  # pixels for the answer


def tools():
    """The controls of the canvas, before `draw`: outside of the fragment that draws it, which then has less to do."""
    st.slider("Brush width", 8, 40, 20, step=2, format="%d px", key="brush", bind="query-params", width=220)
    with url_state.shared("live", True, url_state.yes_or_no):
        st.toggle(
            "Predict while drawing",
            key="live",
            help="Off: it reads when the pen is up, and the canvas has tools to move, scale and delete strokes.",
        )


def draw(read, answer):
    """Show the canvas and an answer beside it; return what `read` makes of the ink.

    read: a function of the ink, (280, 280) uint8, or None when the canvas is blank; answer: makes HTML of what it
    returns. Both run before the canvas that tells while drawing is shown, so that one element has everything.
    """
    state = _state()
    live, brush = st.session_state["live"], st.session_state["brush"]
    if state["live"] not in (None, live):  # the other canvas is chosen: what was on this one lies under its strokes
        put(state["ink"], note())
    state["live"] = live
    mounted = "canvas-pen" if live else f"canvas-{state['version']}"
    if mounted not in st.session_state:  # first shown, or shown again after another page
        state.update(start=state["strokes"], rests=True)
    return (_draw_live if live else _draw_then_tell)(mounted, state, brush, read, answer)


def put(picture, note=None):
    """Empty the canvas and lay a picture on it: (H, W) uint8, white on black, or None for nothing; note: what it is."""
    state = _state()
    version = state["version"] + 1
    state.update(version=version, start=[], strokes=[], inks={}, background=None, ink=None, rests=True)
    if picture is not None:
        state["ink"] = _fitted(picture)
        state["background"] = version
        state["pictures"][version] = state["ink"], note


def note():
    """What is said of the picture that was put in, or None when there is none under the strokes."""
    _, note = _picture(_state())
    return note


def pen_rests():
    """Whether there is time for more than the answer: nothing has been drawn for a moment."""
    return _state()["rests"]


def _draw_live(mounted, state, brush, read, answer):
    drawing = pen.drawn(mounted)
    if drawing is not None and drawing["version"] == state["version"]:  # not one from before a picture was put in
        state["strokes"] = drawing["strokes"]
        state["ink"] = None if drawing["png"] is None else pen.decoded(drawing["png"])
        state["rests"] = drawing["rests"]
        state["background"] = drawing["background"]
    result = read(state["ink"])
    pixels, _ = _picture(state)
    background = None if pixels is None else (state["background"], pixels)
    pen.pen(mounted, SIDE, brush, state["version"], background, state["start"], answer(result))
    return result


def _draw_then_tell(mounted, state, brush, read, answer):
    with st.container(horizontal=True, gap="medium"):  # below each other where there is no room for both
        left, right = st.container(width=SIDE, gap="small"), st.container(width=BESIDE)
    pixels, _ = _picture(state)
    with left:
        st.space("medium")  # for the canvas's own tools, which lie above it
        drawing = st_canvas(
            key=mounted,
            stroke_width=brush,
            stroke_color="#fff",
            background_color="#000",
            background_image=None if pixels is None else Image.fromarray(pixels),
            initial_drawing={"objects": state["start"]},
            width=SIDE,
            height=SIDE,
            return_image_data=True,
        )
        if drawing.image_data is not None:
            state["strokes"] = (drawing.json_data or {}).get("objects", [])
            state["inks"][len(state["strokes"])] = _stroked(drawing.image_data)
        with st.container(horizontal=True):
            blank = not state["strokes"] and pixels is None
            st.button("Undo", icon=":material/undo:", on_click=_undo, disabled=blank)
            st.button("Clear", icon=":material/delete:", on_click=put, args=(None,), disabled=blank)
    stroked = state["inks"].get(len(state["strokes"])) if state["strokes"] else None
    layers = [layer for layer in (pixels, stroked) if layer is not None]
    state["ink"] = np.maximum.reduce(layers) if layers else None
    result = read(state["ink"])
    right.html(answer(result))
    return result


def _undo():
    """Take back the last stroke, or the picture where there are no strokes."""
    state = _state()
    if state["strokes"]:
        strokes = state["strokes"][:-1]
        state.update(version=state["version"] + 1, start=strokes, strokes=strokes)
    else:
        put(None)


def _state():
    """What is on the canvas: the number of the picture below, the strokes, the ink, and the ink after each stroke.

    All pictures that were put in are kept, each with its note, since Undo brings them back.
    """
    blank = {"version": 0, "pictures": {}, "background": None, "strokes": [], "start": [], "ink": None, "inks": {}}
    return st.session_state.setdefault("canvas", blank | {"rests": True, "live": None})


def _picture(state):
    """The picture under the strokes, (280, 280) uint8, and its note; None and None where there is none."""
    return state["pictures"].get(state["background"], (None, None))


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
