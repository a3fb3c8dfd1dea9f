"""The frame around every page: its title, the sidebar, links to other pages, and the code that ran."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from mnistcore import MnistCoreError
from ui import pickers, resources, url_state
from ui.models import Model
from ui.resources import Digits

NAME = "Digit Lab"
ICON = Path(__file__).with_name("icon.png")
STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
HISTORY = Path(__file__).with_name("history.js").read_text(encoding="utf-8")


class Page(NamedTuple):
    file: str
    title: str
    icon: str
    about: str


OVERVIEW = Page("app.py", "Overview", ":material/home:", "What this is, and the network drawn with its shapes.")
PAGES = (
    Page(
        "pages/draw_and_predict.py",
        "Draw and predict",
        ":material/draw:",
        "Draw a digit and read what the network makes of it.",
    ),
    Page(
        "pages/dataset_explorer.py",
        "Dataset explorer",
        ":material/grid_view:",
        "Look at the digits one by one, and at those that the network gets wrong.",
    ),
    Page(
        "pages/layer_activations.py",
        "Layer activations",
        ":material/layers:",
        "Follow one digit through every layer, down to a single neuron's sum.",
    ),
    Page(
        "pages/why_this_class.py",
        "Why this class",
        ":material/ink_highlighter:",
        "See which strokes count for a digit, and which against it.",
    ),
    Page(
        "pages/batch_timing.py",
        "Batch timing",
        ":material/speed:",
        "Slide the batch size and watch the inference time change.",
    ),
)


class Lab(NamedTuple):
    """What a page works with: the digits and the network that are picked in the sidebar."""

    data: Digits
    model: Model

    def evaluate(self, split="test"):
        return resources.evaluate(self.data, self.model, split)


def open_page(title, lead) -> Lab:
    """Page settings, sidebar, title and two sentences of introduction; returns what is picked in the sidebar."""
    name = NAME if title == OVERVIEW.title else f"{title} · {NAME}"
    st.set_page_config(page_title=name, page_icon=ICON, layout="wide")
    resources.one_thread_for_products()
    url_state.visit(title)
    with st.sidebar, errors_shown():
        st.markdown(f"**{NAME}**")
        navigation = st.container(gap="xxsmall")
        lab = Lab(pickers.pick_data(), pickers.pick_network())
        with navigation:  # after the pickers, since its links take along what is picked
            for page in (OVERVIEW, *PAGES):
                link(page.file, label=page.title, icon=page.icon, width="stretch")
    with st.container(gap=None):  # the others have nothing to see, and so take no room
        st.title(title if title != OVERVIEW.title else "See a neural network read")
        st.html(f"<style>{STYLE}</style><i></i>")  # a style alone would come after all that it styles
        st.html(f'<script type="module">{HISTORY}</script>', unsafe_allow_javascript=True)
    st.markdown(lead)
    _tell_what_is_missing(lab)
    return lab


def _tell_what_is_missing(lab):
    """A link may name data or a network that its reader does not have."""
    digits_here = lab.data.source == st.session_state["data"]
    network_here = lab.model.key != "mlp" or st.session_state["network"] == "mlp"
    if not (digits_here and network_here):
        shown = " and ".join(["our MLP"] * (not network_here) + ["the built-in sample"] * (not digits_here))
        st.info(f"What is picked in the sidebar is not on this computer yet: you see {shown}.", icon=":material/info:")


@contextmanager
def errors_shown() -> Iterator[None]:
    """Turn an error of mnistcore into its own sentence on the page, and end the page there."""
    try:
        yield
    except MnistCoreError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()


def link(file, query_params=None, **options):
    """A link to another page, as st.page_link, that takes along what is picked in the sidebar.

    Nothing where a page runs alone, without the app around it.
    """
    picked = url_state.in_address(pickers.KEYS)
    with suppress(StreamlitPageNotFoundError):
        st.page_link(file, query_params=picked | (query_params or {}), **options)


def show_code(*functions, label="The code that did this"):
    """An expander with the source of the very functions that ran, those of one file together."""
    with st.expander(label, icon=":material/code:"):
        for module, together in groupby(functions, attrgetter("__module__")):
            st.caption(f"`{module.replace('.', '/')}.py`")
            st.code("\n\n".join(dedent(inspect.getsource(function)) for function in together), language="python")
