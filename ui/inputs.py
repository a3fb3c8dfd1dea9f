"""The one input that a page looks into: a digit of the data, or the drawing of another page."""

import streamlit as st

from mnistcore import drawing
from ui import frame, url_state
from ui.components import canvas

INPUTS = ("digit", "drawing")
SPLITS = ("test", "train")


def choose(data):
    """Show the controls; return the image, (784,) uint8, and in words what it is."""
    ink = canvas.ink()
    if ink is not None and url_state.kept("input") is None:
        url_state.remember("input", "drawing")  # until the visitor chooses otherwise
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with url_state.shared("input", "digit", url_state.one_of(INPUTS)):
            source = st.segmented_control("Input", INPUTS, format_func=str.capitalize, required=True, key="input")
        if source == "drawing" and ink is not None:
            url_state.leave_out("split", "digit")
            return drawing.normalize_drawing(ink).reshape(784), "Your drawing"
        split = choose_split()
        images, labels = data.split(split)
        count = len(labels)
        with url_state.shared("digit", 0, url_state.integer(0, count - 1)):
            index = st.number_input("Digit", 0, count - 1, key="digit", width=150)
        with st.container(horizontal=True, width="content"):  # side by side on a phone, too
            st.button("Previous", key="step-previous", icon=":material/chevron_left:", on_click=_step, args=(-1, count))
            st.button("Next", key="step-next", icon=":material/chevron_right:", on_click=_step, args=(1, count))
            st.button("Random", icon=":material/casino:", on_click=jump, args=(data, split))
    if source == "drawing":
        st.info(f"There is no drawing in this tab yet. Showing {split} digit {index} instead.", icon=":material/draw:")
        frame.link("pages/draw_and_predict.py", label="Draw a digit", icon=":material/draw:")
    return images[index], f"{split.capitalize()} digit {index}, labelled {labels[index]}"


def current(data):
    """The digit that the pages share, for a page without controls for it: its split and its index."""
    split = url_state.current("split", "test", url_state.one_of(SPLITS))
    return split, url_state.current("digit", 0, url_state.integer(0, len(data.split(split)[1]) - 1))


def choose_split(**options):
    """Show the picker of the split, "test" or "train". options: those of st.segmented_control."""
    with url_state.shared("split", "test", url_state.one_of(SPLITS)):
        return st.segmented_control("Split", SPLITS, format_func=str.capitalize, required=True, key="split", **options)


def _step(places, count):
    st.session_state["digit"] = (st.session_state["digit"] + places) % count


def jump(data, split):
    """In a callback: go to a random digit of this split."""
    st.session_state["digit"] = data.random_index(split)
