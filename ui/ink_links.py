"""The drawing in a link, ?ink=: it is put on the canvas when a visitor arrives with it."""

import streamlit as st

from mnistcore import MnistCoreError
from mnistcore.files import datasets
from ui import messages, resources, url_state
from ui.components import canvas, ink_code
from ui.figures import numbers
from ui.words import later, say

NAMES = {"sample": later("the built-in sample"), "mnist": "MNIST"}


def receive():
    """Put what ?ink= asks for on the canvas, once, and say what is wrong with it.

    ?ink= stays in the address while it is true. So Back to this link changes nothing on the canvas.
    """
    asked = url_state.take("ink")
    if asked is None:
        return
    if asked != st.session_state.get("ink opened"):
        st.session_state["ink opened"] = asked
        try:
            _open(asked)
        except MnistCoreError as error:
            messages.show_error(error)
    if canvas.link() != asked:
        url_state.leave_out("ink")


def digit(data, split, index):
    """A digit of the data for `canvas.put`: its picture, a note, and the name that a link calls it by."""
    x, t = (array[index] for array in data.split(split))
    note = later(
        "Test digit {index}, labelled {label}. It is cropped, scaled and centred like any drawing."
        if split == "test"
        else "Train digit {index}, labelled {label}. It is cropped, scaled and centred like any drawing.",
        index=index,
        label=t,
    )
    return {"picture": x.reshape(28, 28), "note": note, "name": f"{data.source}.{split}.{index}"}


def _open(asked):
    ink = ink_code.decode(asked)
    under = _available(*ink.digit) if ink.digit else {}
    if ink.strokes or under:
        canvas.put_strokes(ink.strokes, **under, link=asked)
        url_state.remember("input", "drawing")


def _available(source, split, index):
    """The digit under the strokes, as from `digit`; nothing, and a sentence, if it is not on this computer."""
    if source == "sample" or (source == "mnist" and datasets.find_mnist()):
        data = resources.digits(source)
        if index < len(data.split(split)[1]):
            return digit(data, split, index)
    st.info(
        say(
            "This link has test digit {index} of {data} under the strokes, which isn't available here. If MNIST isn't "
            "downloaded yet, download it in the sidebar and open the link again."
            if split == "test"
            else "This link has train digit {index} of {data} under the strokes, which isn't available here. If MNIST "
            "isn't downloaded yet, download it in the sidebar and open the link again.",
            index=numbers.count(index),
            data=NAMES.get(source, source),
        ),
        icon=":material/info:",
    )
    return {}
