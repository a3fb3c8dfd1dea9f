"""The folded panel below the canvas with the drawings of this visit."""

import numpy as np
import streamlit as st

from mnistcore import MnistCoreError
from ui import messages, uploads
from ui.components import canvas, drawings
from ui.drawing import history_files
from ui.drawing.history import MOST, NO_DIGIT, History, guesses
from ui.figures import numbers
from ui.words import later, plural, say

MEANINGS = {**{digit: str(digit) for digit in range(10)}, NO_DIGIT: later("no digit")}


def follow():
    """Keep what is on the canvas, if the pen rests. It is called with every message of the pen."""
    changed = _history().follow(*canvas.content(), canvas.ink(), canvas.pen_rests())
    if changed and st.session_state.get("history") and not st.session_state["live"]:
        st.rerun()  # only our own canvas tells the panel when the pen rests


@st.fragment
def show(model):
    """Show the panel. Closed, it costs nothing."""
    st.session_state["history"] = st.session_state.get("history", False)  # with another label, it would be closed
    with st.expander(say("Drawings of this visit"), key="history", icon=":material/history:", on_change="rerun") as it:
        if it.open:
            _show(model)
    if st.session_state.pop("drawing reopened", False):
        st.rerun()


def _show(model):
    st.caption(
        say(
            "The last {most} drawings are kept here until you reload or close the page. Tap a picture to put it back "
            "on the canvas.",
            most=MOST,
        )
    )
    kept = _history().drawings
    if kept:
        found, y = guesses(model.network, np.array([drawing.image for drawing in kept]))
        st.markdown(_score(kept, found, messages.plain(say(model.name))))
        cards = [
            drawings.Card(drawing.number, drawing.image, guess, _about(guess, row), drawing.meant)
            for drawing, guess, row in zip(kept, found, y, strict=True)
        ]
        choices = {value: str(label) for value, label in MEANINGS.items()}
        drawings.show("drawings", cards[::-1], choices, _mean, _open)
    with st.container(horizontal=True):
        if kept:
            _offer_downloads(list(kept), model)
        with st.popover(say("Bring drawings back"), icon=":material/upload:", key="bring-back", on_change="rerun"):
            st.file_uploader(
                say("A JSON file that was downloaded here"),
                type="json",
                key="drawings_file",
                max_upload_size=history_files.LARGEST_FILE,
                on_change=_bring_back,
            )
    _tell(st.session_state.pop("drawings added", None))


def _score(kept, found, name):
    labelled = [(drawing.meant, guess) for drawing, guess in zip(kept, found, strict=True) if drawing.meant is not None]
    if not labelled:
        return say("Tap what you meant, and the score of {name} appears here.", name=name)
    right = sum(meant == guess for meant, guess in labelled)
    return say("Read correctly by {name}: **{right} of {n}**", name=name, right=right, n=len(labelled))


def _about(guess, y):
    if guess == NO_DIGIT:
        return say("Read as no digit.")
    return say("Read as {guess} ({p}).", guess=guess, p=numbers.probability(y[guess]))


def _offer_downloads(kept, model):
    st.download_button(
        say("Download as JSON"),
        lambda: history_files.as_json(kept, model),
        "drawings.json",
        "application/json",
        key="drawings-json",
        icon=":material/download:",
        on_click="ignore",
        help=say("Strokes, labels and predictions. The file can be brought back later."),
    )
    st.download_button(
        say("Download as IDX"),
        lambda: history_files.as_idx(kept),
        "drawings.zip",
        "application/zip",
        key="drawings-idx",
        icon=":material/download:",
        on_click="ignore",
        disabled=not any(type(drawing.meant) is int for drawing in kept),
        help=say(
            "The 28 × 28 images and labels of all drawings that are meant to be digits, in MNIST's file format. "
            "`mnistcore.files.idx.read_idx` reads them."
        ),
    )


def _tell(added):
    """Say how many drawings a file has added, or what is wrong with it."""
    if isinstance(added, MnistCoreError):
        messages.show_error(added)
    elif added is not None:
        st.caption(plural("{n} drawing was added.", "{n} drawings were added.", added))


def _mean(number, meant):
    if drawing := _history().numbered(number):
        drawing.meant = meant


def _open(number):
    if drawing := _history().numbered(number):
        canvas.put_back(drawing.strokes, drawing.ink, drawing.picture)
        st.session_state["drawing reopened"] = True


def _bring_back():
    file = uploads.take("drawings_file")
    if file is None:
        return
    st.session_state["bring-back"] = False  # closes the popover
    try:
        st.session_state["drawings added"] = _history().add(history_files.from_json(file.getvalue()))
    except MnistCoreError as error:
        st.session_state["drawings added"] = error


def _history():
    return st.session_state.setdefault("drawings of this visit", History())
