"""The gallery, page by page. It turns to the page of the large digit, unless that was just clicked in it."""

import numpy as np
import streamlit as st

from ui import url_state
from ui.components import gallery
from ui.figures import numbers

PER_PAGE = 40


def turn_to_digit():
    """Let the gallery turn to the page of the large digit."""
    st.session_state.pop("turned_to", None)


def show(lab, split, indices, digit):
    """Show one page of the digits with these indices; `digit` is the index of the large one."""
    x, t = lab.data.split(split)
    shown = indices[_choose_page(indices, digit)]
    guesses = lab.model.network.predict(x[shown])
    st.caption(f"{numbers.count(len(indices))} of {numbers.count(len(t))} {split} digits")
    gallery.show("gallery", shown, x[shown], t[shown], guesses, digit, lambda index: url_state.move_to(digit=index))
    st.caption("Below each digit is its label, or :orange[label → prediction] where they differ.")


def _choose_page(indices, digit):
    """Show the controls to turn pages; return the slice of `indices` on this page."""
    turned_to = st.session_state.setdefault("turned_to", digit)
    place = min(int(np.searchsorted(indices, turned_to)), len(indices) - 1)
    page = st.pagination(
        -(-len(indices) // PER_PAGE),
        default=1 + place // PER_PAGE,
        key=f"gallery-page-{turned_to}-{len(indices)}",  # another digit or choice starts on another page
    )
    return slice((page - 1) * PER_PAGE, page * PER_PAGE)
