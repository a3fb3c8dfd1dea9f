"""The drawing canvas: `draw` shows it with an answer beside it, and `ink` is what is on it, for all pages.

There are two canvases, which give the same ink. Our own, in `pen`, sends the ink while the pen is still moving;
streamlit-drawable-canvas sends it when the pen is lifted, and lets strokes be moved, scaled and deleted afterwards.
Ink comes from three sources, which add up: strokes of the pen, a picture from a file, a digit of the test set. The
last two lie under the strokes.
"""

import numpy as np
import streamlit as st
from PIL import Image
from streamlit_drawable_canvas import st_canvas

from mnistcore.drawing import FAINTEST
from ui import url_state
from ui.components import fabric, message, network_view, pen, toolbar
from ui.components.message import SIDE
from ui.components.sheet import Picture, Sheet
from ui.components.strokes import paint
from ui.words import say

BESIDE = 500  # pixels for the answer


def tools():
    """The controls of the canvas. They stay outside the fragment that calls `draw`, so that it has less to do."""
    with url_state.shared("brush", 20, url_state.one_of(range(8, 41, 2))):
        st.slider(say("Brush width"), 8, 40, step=2, format="%d px", key="brush", width=220)
    with url_state.shared("live", True, url_state.yes_or_no()):
        st.toggle(
            say("Predict while drawing"),
            key="live",
            help=say("When off, it predicts each time you lift the pen, and you can move and delete strokes."),
        )


def draw(answer):
    """Show the canvas with an answer beside it.

    answer: a function from the `ink` to HTML and the `network_data.values` for the network view, or None. For our own
    canvas it is called first, so that canvas and answer are one element.
    """
    sheet, live, brush = _sheet(), st.session_state["live"], st.session_state["brush"]
    sheet.switch_to(live)
    key = "canvas-pen" if live else f"canvas-{sheet.version}"
    if key not in st.session_state:
        sheet.show_again()
    (_draw_live if live else _draw_then_tell)(key, sheet, brush, answer)


def ink():
    """The ink on the canvas, (280, 280) uint8, or None if there is none, or only faint traces."""
    ink = _sheet().ink
    return ink if ink is not None and ink.max() >= FAINTEST else None


def put(picture, note=None, name=None):
    """Clear the canvas and put a picture on it, (H, W) uint8, white on black. note: a sentence about it, of `later`.

    name: in links, for a test digit.
    """
    _sheet().put(_fitted(picture), note, name)


def put_strokes(strokes, picture=None, note=None, name=None, link=None):
    """Clear the canvas and put strokes of our own canvas on it, over a picture as for `put`.

    link: the ?ink= that all of it came from.
    """
    ink, under = paint(strokes), None
    if picture is not None:
        under = Picture(name, _fitted(picture), note)
        ink = np.maximum(ink, under.pixels)
    _sheet().put_strokes(strokes, ink, under)
    _sheet().link = link


def put_back(strokes, ink, picture):
    """Clear the canvas and put on it what was there before: strokes of our own canvas, a Picture, the ink of both."""
    _sheet().put_strokes(strokes, ink, picture)


def content():
    """The strokes on the canvas that another browser could draw, and the Picture under them, or None.

    Strokes of streamlit-drawable-canvas are None: they are in its own form.
    """
    sheet = _sheet()
    return (None if sheet.strokes and sheet.live is False else sheet.strokes), sheet.picture


def strokes():
    """The strokes on the canvas, whichever that is, as our own has them. None for those that it could not draw."""
    sheet = _sheet()
    if sheet.live is not False:
        return sheet.strokes
    try:
        return fabric.strokes(sheet.strokes)
    except message.MalformedError:
        return None


def link():
    """The ?ink= that put everything on the canvas, or None if something has changed since."""
    return _sheet().link


def note():
    """The sentence about the picture under the strokes, or None if there is no picture."""
    return _sheet().note


def pen_rests():
    """Whether nothing has been drawn for a moment, so that there is time for more than the answer."""
    return _sheet().pen_rests


def _sheet():
    return st.session_state.setdefault("canvas", Sheet())


def _draw_live(key, sheet, brush, answer):
    drawing = pen.drawn(key)
    if drawing is not None:
        sheet.hear(drawing)
    beside, values = answer(ink())
    pen.pen(key, brush, sheet, beside, values, answered=drawing and drawing.number)


def _draw_then_tell(key, sheet, brush, answer):
    if key in st.session_state and not message.is_sound(st.session_state[key]):
        del st.session_state[key]
    with st.container(horizontal=True, gap="medium", key="edit"):  # one below the other on a narrow screen
        left, right = st.container(width=SIDE, gap="xsmall"), st.container(width=BESIDE)
    with left:
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
        toolbar.restyle(key)
        sheet.see(drawing)
        with st.container(horizontal=True):
            st.button(say("Undo"), key="undo", on_click=sheet.undo, disabled=not sheet.past, width="stretch")
            clear = {"key": "clear", "on_click": sheet.put, "args": (None,)}
            st.button(say("Clear"), disabled=sheet.is_blank, width="stretch", **clear)
    beside, values = answer(ink())
    right.html(beside)
    network_view.show_values(values)


def _fitted(picture):
    """The picture, as large as possible, in the middle of a black canvas."""
    image = Image.fromarray(picture)
    scale = SIDE / max(image.size)
    image = image.resize([max(1, round(side * scale)) for side in image.size], Image.Resampling.BICUBIC)
    canvas = Image.new("L", (SIDE, SIDE))
    canvas.paste(image, [(SIDE - side) // 2 for side in image.size])
    return np.asarray(canvas)
