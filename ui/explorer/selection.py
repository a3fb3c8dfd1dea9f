"""Which digits the page shows: those chosen by three pickers, and the one of them that is enlarged."""

import numpy as np
import streamlit as st

from mnistcore.files.label_errors import REJECTED_LABELS
from ui import inputs, messages, url_state
from ui.words import later, said, say

LABELS = {"all": later("All"), **{digit: digit for digit in "0123456789"}}
READINGS = {"all": later("All"), "right": later("Right"), "wrong": later("Wrong"), "doubted": later("Doubted")}


def choose_digits(lab):
    """Show the three pickers; return the split and the indices of the chosen digits."""
    split = inputs.choose_split(on_change=_show_first)
    options = _readings(lab, split)
    with url_state.shared("reading", "all", url_state.one_of(options)):
        reading = st.segmented_control(
            say("Prediction by {network}", network=messages.plain(say(lab.model.name))),
            options,
            format_func=said(READINGS).get,
            required=True,
            key="reading",
            on_change=_show_first,
            help=say(
                "Right or wrong: whether the prediction equals the label. Doubted: most human raters rejected the "
                "label."
                if "doubted" in options
                else "Right or wrong: whether the prediction equals the label."
            ),
        )
    with url_state.shared("label", "all", url_state.one_of(LABELS)):
        label = st.pills(
            say("Label"),
            list(LABELS),
            format_func=said(LABELS).get,
            required=True,
            key="label",
            on_change=_show_first,
            wrap=True,
        )
    with st.container(key="waiting"):  # so that the gallery keeps its place
        indices = _chosen(lab, split, reading, label)
    if st.session_state.pop("show first", False):
        url_state.move_to(digit=_first(indices))
    return split, indices


def choose_one(lab, split, indices):
    """Show a number field and buttons to the previous and next chosen digit; return the index of the large digit."""
    count = len(lab.data.split(split)[1])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with url_state.shared("digit", _first(indices), url_state.integer(0, count - 1)):
            digit = st.number_input(say("Index"), 0, count - 1, key="digit", width=110)
        before, after = indices[indices < digit], indices[indices > digit]
        _step_button(say("Previous"), "step-previous", ":material/chevron_left:", "left", before[-1:])
        _step_button(say("Next"), "step-next", ":material/chevron_right:", "right", after[:1])
    return digit


def doubted_labels(lab, split):
    """The labels that human raters rejected, by index: known for MNIST's test digits."""
    return REJECTED_LABELS if lab.data.source == "mnist" and split == "test" else {}


def _readings(lab, split):
    return ("all", "right", "wrong", "doubted") if doubted_labels(lab, split) else ("all", "right", "wrong")


def _chosen(lab, split, reading, label):
    """The indices of the digits of this split, this reading and this label, in order."""
    _, t = lab.data.split(split)
    chosen = np.ones(len(t), bool) if label == "all" else t == int(label)
    if reading == "doubted":
        chosen &= np.isin(np.arange(len(t)), list(doubted_labels(lab, split)))
    elif reading != "all":
        chosen &= (lab.evaluate(split).predictions == t) == (reading == "right")
    return np.flatnonzero(chosen)


def _first(indices):
    return int(indices[0]) if len(indices) else 0


def _show_first():
    """Another choice: go to its first digit, once it is known."""
    st.session_state["show first"] = True


def _step_button(label, key, icon, side, target):
    """A button to the digit whose index is in `target`, an array of one or none."""
    st.button(
        label,
        key=key,
        icon=icon,
        icon_position=side,
        disabled=not len(target),
        on_click=url_state.move_to,
        kwargs={"digit": int(target[0])} if len(target) else None,
    )
