"""The one input that a page looks into: a digit of the data, or the drawing of another page."""

import streamlit as st

from mnistcore import drawing
from ui import frame, ink_links, url_state
from ui.components import canvas
from ui.figures import numbers
from ui.words import later, said, say

INPUTS = {"digit": later("Digit"), "drawing": later("Drawing")}
SPLITS = {"test": later("Test"), "train": later("Train")}
DIGITS = {
    "test": later("Test digit {index}, labelled {label}"),
    "train": later("Train digit {index}, labelled {label}"),
}


def choose(data):
    """Show the controls; return the image, (784,) uint8, and in words what it is."""
    ink_links.receive()
    ink = canvas.ink()
    if ink is not None and url_state.kept("input") is None:
        url_state.remember("input", "drawing")  # until the visitor chooses otherwise
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with url_state.shared("input", "digit", url_state.one_of(INPUTS)):
            source = st.segmented_control(
                say("Input"), list(INPUTS), format_func=said(INPUTS).get, required=True, key="input"
            )
        if source == "drawing" and ink is not None:
            url_state.leave_out("split", "digit")
            return drawing.normalize_drawing(ink).reshape(784), say("Your drawing")
        split = choose_split()
        images, labels = data.split(split)
        count = len(labels)
        with url_state.shared("digit", 0, url_state.integer(0, count - 1)):
            index = st.number_input(say("Index"), 0, count - 1, key="digit", width=150)
        with st.container(horizontal=True, width="content"):  # side by side on a phone, too
            step = {"on_click": _step}
            st.button(say("Previous"), key="step-previous", icon=":material/chevron_left:", args=(-1, count), **step)
            st.button(say("Next"), key="step-next", icon=":material/chevron_right:", args=(1, count), **step)
            st.button(say("Random"), icon=":material/casino:", on_click=jump, args=(data, split))
    url_state.leave_out("ink")
    if source == "drawing":
        st.info(
            say(
                "There is no drawing in this tab yet. Showing test digit {index} instead."
                if split == "test"
                else "There is no drawing in this tab yet. Showing train digit {index} instead.",
                index=index,
            ),
            icon=":material/draw:",
        )
        frame.link("pages/draw_and_predict.py", label=say("Draw a digit"), icon=":material/draw:")
    return images[index], named(split, index, labels[index])


def named(split, index, label):
    """A digit of the data in words."""
    return say(DIGITS[split], index=index, label=label)


def current(data):
    """The input that the pages share, for a page without controls for it: the image, (784,) uint8, and what it is.

    Also returns its keys in the address, for a link to a page with controls.
    """
    ink = canvas.ink()
    if ink is not None and url_state.kept("input", "drawing") == "drawing":
        return drawing.normalize_drawing(ink).reshape(784), say("Your drawing"), {"input": "drawing"}
    split = url_state.current("split", "test", url_state.one_of(SPLITS))
    images, labels = data.split(split)
    index = url_state.current("digit", 0, url_state.integer(0, len(labels) - 1))
    return images[index], named(split, index, labels[index]), {"input": "digit", "split": split, "digit": index}


def choose_split(**options):
    """Show the picker of the split, "test" or "train". options: those of st.segmented_control."""
    with url_state.shared("split", "test", url_state.one_of(SPLITS)):
        return st.segmented_control(
            say("Split"), list(SPLITS), format_func=said(SPLITS).get, required=True, key="split", **options
        )


def _step(places, count):
    st.session_state["digit"] = (st.session_state["digit"] + places) % count


def jump(data, split):
    """In a callback: go to a random digit of this split."""
    st.session_state["digit"] = data.random_index(split)


def jump_from_anywhere(data):
    """In a callback of a page without controls for the input: go to a random digit of the current split."""
    url_state.remember("input", "digit")
    jump(data, url_state.kept("split", "test"))


def show_prediction(what, y):
    """Say what the network reads in the image. what: as from `choose`; y: its probabilities, (10,)."""
    st.markdown(
        say(
            "{digit}. Prediction: **{guess}**, {probability}.",
            digit=what,
            guess=y.argmax(),
            probability=numbers.probability(y.max()),
        )
    )
