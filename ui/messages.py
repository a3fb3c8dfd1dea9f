"""Error messages and names from outside, shown as they are: nothing in them is Markdown, a link or an image."""

import re

import streamlit as st

from ui.words import say

PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")  # what has a meaning in Markdown unless a backslash precedes it
# Streamlit finds web addresses, :icons: and arrows in the text of what Markdown has become, where there is no backslash
# any more. An empty directive splits the text there.
REPLACED = re.compile(r"(?<=[:@])|(?<=www)(?=\.)|(?<=[-<>~])(?=[-=>])", re.IGNORECASE)


def plain(text):
    """Markdown that shows the text as it is, in one line: "*.npz" -> "\\*\\.npz"."""
    parts = REPLACED.split(" ".join(text.split()))
    return ":red[]".join(PUNCTUATION.sub(r"\\\g<0>", part) for part in parts)


def show_error(error):
    """Show an error of mnistcore, or a sentence, on the page."""
    st.error(plain(say(error)), icon=":material/error:")
