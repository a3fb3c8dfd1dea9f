"""The digits whose prediction changed, and where to go with one of them."""

import numpy as np
import streamlit as st

from ui import frame, ink_links, inputs, url_state
from ui.components import canvas, gallery
from ui.figures import numbers
from ui.words import say

PER_PAGE = 40
PAGE = "changed_page"  # in the address; the explorer has a page of its own


def show(kinds, describe, chosen, on_pick):
    """Show one of several kinds of digits, page by page.

    kinds: a dict of (label, places) by name, where the places are those of digits in the subject; describe: from places
    to the indices, images (n, 784) uint8, labels and predictions of digits; chosen: the index of the example; on_pick:
    what to call with the index of another.
    """
    labels = {name: f"{say(label)} ({numbers.count(len(places))})" for name, (label, places) in kinds.items()}
    first = next((name for name, (_, places) in kinds.items() if len(places)), next(iter(kinds)))
    with url_state.shared("changed", first, url_state.one_of(kinds)):
        kind = st.segmented_control(
            say("Digits"),
            list(kinds),
            format_func=labels.get,
            key="changed",
            required=True,
            label_visibility="collapsed",
            on_change=url_state.forget,
            args=(PAGE,),
        )
    places = kinds[kind][1]
    if not len(places):
        url_state.leave_out(PAGE)
        st.caption(say("There are none."))
        return
    pages = -(-len(places) // PER_PAGE)
    page = 1
    if pages > 1:
        with url_state.shared(PAGE, 1, url_state.integer(1, pages)):
            page = st.pagination(pages, key=PAGE)
    else:
        url_state.leave_out(PAGE)
    gallery.show("changes", *describe(places[(page - 1) * PER_PAGE : page * PER_PAGE]), chosen, on_pick)
    if kind == "mended":
        st.caption(say("Below each digit: :orange[its label → what was read before the change]."))
    else:
        st.caption(say("Below each digit is its label, or :orange[label → prediction] where they differ."))


def misread(before, after, labels):
    """What to tell of each digit: how it is misread after the change, or, if it is read right, what was read before."""
    return np.where(after == labels, before, after)


def choose_example(index):
    """In a callback: a digit of the test set becomes the example."""
    url_state.remember("input", "digit")
    url_state.remember("split", "test")
    url_state.move_to(digit=int(index))
    url_state.remember("digit", int(index))


def show_ways_on(lab, index, is_changed):
    """Links to other pages with the example, and another one. is_changed: whether the experiment changes the image."""
    as_input = {"input": "digit", "split": "test", "digit": str(index)}
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="ways-on"):
        st.button(say("Another digit"), icon=":material/casino:", on_click=inputs.jump_from_anywhere, args=(lab.data,))
        frame.link("pages/dataset_explorer.py", as_input, label=say("In the explorer"), icon=":material/grid_view:")
        frame.link("pages/layer_activations.py", as_input, label=say("Through the layers"), icon=":material/layers:")
        if st.button(say("On the canvas"), key="copy", icon=":material/draw:"):
            canvas.put(**ink_links.digit(lab.data, "test", index))
            frame.go_to("pages/draw_and_predict.py", {})
            st.rerun()
        if is_changed:
            st.caption(say("The other pages show the digit without the change."))


def as_bytes(x):
    """Images (n, 28, 28), floats, as a gallery takes them: (n, 784) uint8."""
    return (np.clip(x, 0, 1) * 255).round().astype(np.uint8).reshape(len(x), -1)
