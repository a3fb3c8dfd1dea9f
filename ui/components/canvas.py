"""The drawing canvas: `draw` shows it with an answer beside it, and `ink` is what is on it, for every page.

There are two of them, which give the same ink. Our own, in `pen`, tells what is on it while the pen still moves;
streamlit-drawable-canvas waits until the pen lifts, and lets a stroke be moved, scaled and deleted afterwards.
Ink comes onto either in three ways, and they add up: strokes of the pen, a picture from a file, a digit of the test
set. The last two lie under the strokes.
"""

import numpy as np
import streamlit as st
from PIL import Image
from streamlit_drawable_canvas import st_canvas

from mnistcore.drawing import FAINTEST
from ui import url_state
from ui.components import pen
from ui.components.sheet import Sheet

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


def draw(answer):
    """Show the canvas and an answer beside it; answer: a function that makes HTML of the `ink`.

    It runs before the canvas that tells while drawing is shown, so that one element has everything.
    """
    sheet, live, brush = _sheet(), st.session_state["live"], st.session_state["brush"]
    sheet.switch_to(live)
    key = "canvas-pen" if live else f"canvas-{sheet.version}"
    if key not in st.session_state:
        sheet.show_again()
    (_draw_live if live else _draw_then_tell)(key, sheet, brush, answer)


def ink():
    """The ink on the canvas, (280, 280) uint8, or None where there is nothing or no more than smudge."""
    ink = _sheet().ink
    return ink if ink is not None and ink.max() >= FAINTEST else None


def put(picture, note=None):
    """Empty the canvas and lay a picture on it, (H, W) uint8, white on black; note: what it is."""
    _sheet().put(_fitted(picture), note)


def note():
    """What is said of the picture that was put in, or None when there is none under the strokes."""
    return _sheet().note


def pen_rests():
    """Whether there is time for more than the answer: nothing has been drawn for a moment."""
    return _sheet().pen_rests


def _sheet():
    return st.session_state.setdefault("canvas", Sheet())


def _draw_live(key, sheet, brush, answer):
    drawing = pen.drawn(key)
    if drawing is not None:
        sheet.hear(drawing)
    pen.pen(key, SIDE, brush, sheet.version, sheet.picture, sheet.start, answer(ink()))


def _draw_then_tell(key, sheet, brush, answer):
    with st.container(horizontal=True, gap="medium"):  # below each other where there is no room for both
        left, right = st.container(width=SIDE, gap="small"), st.container(width=BESIDE)
    with left:
        st.space("medium")  # for the canvas's own tools, which lie above it
        drawing = st_canvas(
            key=key,
            stroke_width=brush,
            stroke_color="#fff",
            background_color="#000",
            background_image=sheet.picture and Image.fromarray(sheet.picture.pixels),
            initial_drawing={"objects": sheet.start},
            width=SIDE,
            height=SIDE,
            return_image_data=True,
        )
        sheet.see(drawing)
        with st.container(horizontal=True):
            st.button("Undo", icon=":material/undo:", on_click=sheet.undo, disabled=sheet.is_blank)
            st.button("Clear", icon=":material/delete:", on_click=sheet.put, args=(None,), disabled=sheet.is_blank)
    right.html(answer(ink()))


def _fitted(picture):
    """The picture, as large as fits, in the middle of a black canvas."""
    image = Image.fromarray(picture)
    scale = SIDE / max(image.size)
    image = image.resize([max(1, round(side * scale)) for side in image.size], Image.Resampling.BICUBIC)
    canvas = Image.new("L", (SIDE, SIDE))
    canvas.paste(image, [(SIDE - side) // 2 for side in image.size])
    return np.asarray(canvas)
