"""The gallery, page by page. It turns to the page of the large digit, until the visitor turns to another one."""

import numpy as np
import streamlit as st

from ui import url_state
from ui.components import gallery
from ui.figures import numbers
from ui.words import say

PER_PAGE = 40


def show(lab, split, indices, digit):
    """Show one page of the digits with these indices; `digit` is the index of the large one."""
    x, t = lab.data.split(split)
    shown = indices[_choose_page(indices, digit)]
    guesses = lab.model.network.predict(x[shown])
    st.caption(
        say(
            "{shown} of {total} test digits" if split == "test" else "{shown} of {total} train digits",
            shown=numbers.count(len(indices)),
            total=numbers.count(len(t)),
        )
    )
    gallery.show("gallery", shown, x[shown], t[shown], guesses, digit, lambda index: url_state.move_to(digit=index))
    st.caption(say("Below each digit is its label, or :orange[label → prediction] where they differ."))


def _choose_page(indices, digit):
    """Show the controls to turn pages; return the slice of `indices` on this page."""
    place = min(int(np.searchsorted(indices, digit)), len(indices) - 1)
    if st.session_state.get("page of") != (place, len(indices)):  # another digit, or other digits around it
        st.session_state["page of"] = place, len(indices)
        url_state.forget("page")
    pages = -(-len(indices) // PER_PAGE)
    with url_state.shared("page", 1 + place // PER_PAGE, url_state.integer(1, pages)):
        page = st.pagination(pages, key="page")
    return slice((page - 1) * PER_PAGE, page * PER_PAGE)
