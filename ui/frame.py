"""The frame around each page: the title, the sidebar, links to other pages, and the code that ran."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple
from urllib.parse import urlencode

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from mnistcore import MnistCoreError
from ui import language, messages, pickers, resources, uploads, url_state
from ui.models import Model
from ui.resources import Digits
from ui.words import Later, later, say

NAME = "Digit Lab"
ICON = Path(__file__).with_name("icon.png")
STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
SCRIPTS = [Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("history.js", "menu.js")]

CODE = later("The code behind this page")
NO_NETWORK = later("The selected network isn't available yet. Showing our MLP.")
NO_FILE = later("The server doesn't have your weights, or no longer. Showing our MLP until you upload the file.")


class Page(NamedTuple):
    file: str
    title: Later
    icon: str
    about: Later
    group: Later | None = None  # its heading in the menu


LOOK, FOLLOW, TRY = later("Look"), later("Follow the book"), later("Try")

OVERVIEW = Page(
    "app.py",
    later("Overview"),
    ":material/home:",
    later("The whole network with one digit in it, and the data and weights in use."),
)
PAGES = (
    Page(
        "pages/draw_and_predict.py",
        later("Draw and predict"),
        ":material/draw:",
        later("Draw a digit and see how the network's probabilities change."),
        LOOK,
    ),
    Page(
        "pages/dataset_explorer.py",
        later("Dataset explorer"),
        ":material/grid_view:",
        later("Browse the digits, including those that the network misclassifies."),
        LOOK,
    ),
    Page(
        "pages/layer_activations.py",
        later("Layer activations"),
        ":material/layers:",
        later("Follow one digit through every layer, down to a single neuron."),
        LOOK,
    ),
    Page(
        "pages/why_this_class.py",
        later("Why this class"),
        ":material/ink_highlighter:",
        later("See which strokes count for a class and which count against it."),
        LOOK,
    ),
    Page(
        "pages/book_programs.py",
        later("The book's programs"),
        ":material/terminal:",
        later("Run the programs of chapter 3 line by line and see what every variable holds."),
        FOLLOW,
    ),
    Page(
        "pages/experiments.py",
        later("Experiments"),
        ":material/science:",
        later("Change the image or the network and see how the accuracy changes."),
        TRY,
    ),
    Page(
        "pages/batch_timing.py",
        later("Batch timing"),
        ":material/speed:",
        later("Change the batch size and see how the inference time changes."),
        TRY,
    ),
)


class Lab(NamedTuple):
    """What a page works with: the digits and the network selected in the sidebar."""

    data: Digits
    model: Model

    def evaluate(self, split="test"):
        with errors_shown():
            return resources.evaluate(self.data, self.model, split)


def open_page(title, lead) -> Lab:
    """Show the sidebar, the title and an introduction; return what is selected in the sidebar.

    title, lead: from `later`, since the visitor's language is known only here.
    """
    st.set_page_config(page_icon=ICON, layout="wide")
    resources.one_thread_for_products()
    uploads.keep_one_each()
    url_state.visit(title)
    header = st.container()
    url_state.tell_here()
    with st.sidebar:
        choices = st.container()
        language.pick()
        scripts = "".join(f'<script type="module">{script}</script>' for script in SCRIPTS)
        # Sent before all that needs room: the style sheet keeps what comes later from jumping.
        st.html(f"<style>{STYLE}</style>{scripts}{language.script()}", unsafe_allow_javascript=True)
        _run_again_after_a_restart()
    st.set_page_config(page_title=NAME if title == OVERVIEW.title else f"{say(title)} · {NAME}")
    with header:
        st.title(say("See how a neural network works" if title == OVERVIEW.title else title), anchor="top")
        st.markdown(say(lead))
    with choices, errors_shown():
        st.markdown(f"**{NAME}**")
        navigation = st.container(gap="xxsmall", key="navigation")
        lab = Lab(pickers.pick_data(), pickers.pick_network())
        with navigation:  # after the pickers, since its links include what is selected
            for group, pages in groupby((OVERVIEW, *PAGES), attrgetter("group")):
                if group:
                    st.caption(say(group))
                for page in pages:
                    link(page.file, label=say(page.title), icon=page.icon, width="stretch")
    _tell_what_is_missing(lab)
    go_if_asked()
    return lab


@st.fragment(run_every=timedelta(days=1))
def _run_again_after_a_restart():
    """Does nothing, but its timer makes Streamlit run the page again when it reconnects to another server.

    That server does not know the page's fragments, so without such a run, none of their controls would work.
    """


def _tell_what_is_missing(lab):
    """A link can name data or a network that its reader does not have; a new server has no visitor's own network."""
    if lab.data.source != st.session_state["data"]:
        st.info(say("MNIST isn't available yet. Showing the built-in sample."), icon=":material/info:")
    if lab.model.key == "mlp" != st.session_state["network"]:
        st.info(say(NO_FILE if st.session_state["network"] == pickers.OWN else NO_NETWORK), icon=":material/info:")


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show an error of mnistcore as its message on the page, and stop the page there."""
    try:
        yield
    except MnistCoreError as error:
        messages.show_error(error)
        st.stop()


def link(file, query_params=None, **options):
    """A link to another page, as st.page_link, that includes what is selected in the sidebar.

    Shows nothing if a page runs alone, without the app.
    """
    with suppress(StreamlitPageNotFoundError):
        st.page_link(file, query_params=_selected() | (query_params or {}), **options)


def _selected():
    """What is selected in the sidebar, as in the address."""
    return url_state.in_address(("lang", *pickers.KEYS))


def address(file, query_params):
    """The address of such a link, as seen from any other page."""
    return f"{Path(file).stem}?{urlencode(_selected() | query_params, safe='{}')}"


def go_to(file, query_params):
    """In a callback: open another page, with what is selected in the sidebar, as soon as this page runs again."""
    st.session_state["go to"] = file, query_params


def go_if_asked():
    """Open the page that a callback asked for. `open_page` does it; a fragment that runs alone has to."""
    if asked := st.session_state.pop("go to", None):
        file, query_params = asked
        st.switch_page(file, query_params=_selected() | query_params)


def show_code(*functions, label=CODE):
    """An expander with the source of functions that just ran, grouped by file."""
    with st.expander(say(label), icon=":material/code:"):
        for module, together in groupby(functions, attrgetter("__module__")):
            st.caption(f"`{module.replace('.', '/')}.py`")
            st.code("\n\n".join(dedent(inspect.getsource(function)) for function in together), wrap_lines=True)
