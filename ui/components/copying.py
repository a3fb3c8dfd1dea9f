"""A text that is copied as soon as it is shown, after a press on a button, and stays there to be selected."""

import streamlit as st

from ui.components import source
from ui.words import say

_copying = st.components.v2.component(
    "digit_lab_copying",
    html='<div class="copying"><input readonly><button type="button"></button></div><p role="status"></p>',
    css=source.read("copying.css"),
    js=source.read("copying.js"),
)


def copy(key, text, label):
    """Copy the text, and show it with a button that copies it again. label: what it is, for screen readers."""
    words = {
        "label": label,
        "copy": say("Copy"),
        "copied": say("Copied."),
        "refused": say("The browser didn't copy it. Select the text above and copy it yourself."),
    }
    _copying(key=key, data={"text": text, "words": words})
