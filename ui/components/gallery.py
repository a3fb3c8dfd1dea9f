"""Many digits as buttons: a small component of our own, which is painted much sooner than pills with pictures."""

import streamlit as st

from ui.components import message, source
from ui.figures import pictures
from ui.words import say

_gallery = st.components.v2.component(
    "digit_lab_gallery",
    html='<div class="gallery" role="listbox"></div>',
    css=source.read("gallery.css"),
    js=source.read("explanation.js", "gallery.js"),
)


def show(key, indices, images, labels, guesses, chosen, on_pick):
    """Show digits, (n, 784) uint8, each with its label, and with the prediction where that differs.

    chosen: the index of the digit that stands out, or None; on_pick: a function that gets the index of a clicked one.
    """
    digits = [
        {"index": int(i), "src": pictures.data_uri(image.reshape(28, 28)), "label": int(label), "guess": int(guess)}
        for i, image, label, guess in zip(indices, images, labels, guesses, strict=True)
    ]

    def picked():
        index = st.session_state[key].picked
        if message.is_index(index, {digit["index"] for digit in digits}):
            on_pick(index)

    words = {
        "digits": say("Digits"),
        "digit": say(
            "Digit {index}, labelled {label}, predicted {guess}", index="{index}", label="{label}", guess="{guess}"
        ),
    }
    _gallery(
        key=key,
        data={"digits": digits, "chosen": chosen, "words": words},
        on_picked_change=picked,
    )
