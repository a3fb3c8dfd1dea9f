"""What a reader picked, in the page's address: whoever opens it sees the same, and it holds from page to page.

Streamlit's own `bind="query-params"` does this for a slider of one page. A value that several pages share, such as the
digit looked at, it drops from the address on the way from one page to the next, and it makes no entry in the browser's
history, so that Back does not undo a choice. Such values are kept in step here.

The rule for the history: a choice makes one entry, a slider or a step (from a digit to the next) replaces the current
one. Streamlit makes an entry whenever Python changes the address; history.js sees to the rule.
"""

import math
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def visit(page):
    """Count the visits to pages: to be called at the top of each, with its title."""
    if st.session_state.get("page") != page:
        st.session_state["page"] = page
        st.session_state["visit"] = st.session_state.get("visit", 0) + 1


@contextmanager
def shared(key, default, valid):
    """Keep the widget with this key, created inside the `with`, in step with ?key=value in the address.

    valid: a function that makes a value of the text in the address, or None of what makes no sense. The address
    counts where a visitor has just come to it, by a link or with the browser's buttons; after that the widget does.
    A page without the key in its address starts with the value that the last page had.
    """
    visit, text = st.session_state.get("visit"), st.query_params.get(key)
    arrived = st.session_state.get(f"{key} visit") != visit
    if arrived:
        candidates = text, kept(key)
    elif went_through_history():
        candidates = (text,)
    else:  # another text is only the browser's address lagging behind
        candidates = (st.session_state.get(key),)
    value = next((value for value in map(valid, candidates) if value is not None), default)
    if arrived or st.session_state.get(key) != value:  # the widget of another page leaves its value behind
        st.session_state[key] = value
    yield
    value = st.session_state[key]
    remember(key, value)
    st.session_state[f"{key} visit"] = visit
    if st.query_params.get(key) == _text(value):
        pass
    elif value == default or value is None:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = _text(value)


def kept(key, default=None):
    """The value that is kept from page to page for the widget with this key."""
    return st.session_state.get(f"{key} kept", default)


def remember(key, value):
    """Keep a value for the next page that has a widget with this key."""
    st.session_state[f"{key} kept"] = value


def forget(key):
    """Let the widget with this key begin anew at its default."""
    for name in (key, f"{key} kept"):
        st.session_state.pop(name, None)


def move_to(**values):
    """Give several widgets a value, by their keys, in one step of the browser's history."""
    st.session_state.update(values)
    st.query_params.update({key: _text(value) for key, value in values.items()})


def in_address(keys):
    """What the address says of these keys: a dict of texts."""
    return {key: st.query_params[key] for key in keys if key in st.query_params}


def went_through_history():
    """Whether this run shows an entry of the browser's history, by its Back or Forward."""
    return get_script_run_ctx().is_history_navigation


def yes_or_no(text):
    """For `shared`: True or False."""
    return {"true": True, "false": False}.get(str(text).lower())


def one_of(options):
    """For `shared`: the option that the text names."""
    return lambda text: text if text in options else None


def whole_number(low, high):
    """For `shared`: the whole number from `low` to `high` that the text writes."""

    def valid(text):
        try:
            number = float(text)
        except (TypeError, ValueError):
            return None
        return int(number) if math.isfinite(number) and number == int(number) and low <= number <= high else None

    return valid


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)
