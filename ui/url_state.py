"""The visitor's choices in the page's address: a link shows the same to others, and choices last from page to page.

Streamlit's own `bind="query-params"` does this for a slider on one page. But it drops a value that several pages share,
such as the current digit, from the address on the way to another page, and it makes no entry in the browser's history,
so that Back would not undo a choice. This module keeps such values in step.

The rule for the history: a choice makes one entry, a slider or a step (to the next digit) replaces the current one.
Streamlit makes an entry whenever Python changes the address; history.js applies the rule.
"""

import math
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def visit(page):
    """Count the visits to pages. Each page calls this first, with its title."""
    if st.session_state.get("page") != page:
        st.session_state["page"] = page
        st.session_state["visit"] = st.session_state.get("visit", 0) + 1


@contextmanager
def shared(key, default, valid):
    """Keep the widget with this key, created inside the with block, in step with ?key=value in the address.

    valid: a function from the text in the address to a value, or to None if it is invalid. The address decides when a
    visitor has just arrived, by a link or the browser's buttons; after that, the widget does. Without the key in the
    address, a page starts with the value from the previous page.
    """
    visit, text = st.session_state.get("visit"), st.query_params.get(key)
    arrived = st.session_state.get(f"{key} visit") != visit
    if arrived:
        candidates = text, kept(key)
    elif went_through_history():
        candidates = (text,)
    else:  # the address may lag behind the widget
        candidates = (st.session_state.get(key),)
    value = next((value for value in map(valid, candidates) if value is not None), default)
    if arrived or st.session_state.get(key) != value:  # a widget of another page leaves its value behind
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
    """The value kept from page to page for the widget with this key."""
    return st.session_state.get(f"{key} kept", default)


def remember(key, value):
    """Keep a value for the next page with a widget with this key."""
    st.session_state[f"{key} kept"] = value


def forget(key):
    """Reset the widget with this key to its default."""
    for name in (key, f"{key} kept"):
        st.session_state.pop(name, None)


def move_to(**values):
    """Set several widgets, by their keys, in one step of the browser's history."""
    st.session_state.update(values)
    st.query_params.update({key: _text(value) for key, value in values.items()})


def in_address(keys):
    """The values of these keys in the address: a dict of strings."""
    return {key: st.query_params[key] for key in keys if key in st.query_params}


def went_through_history():
    """Whether this run was caused by the browser's Back or Forward button."""
    return get_script_run_ctx().is_history_navigation


def yes_or_no(text):
    """For `shared`: True or False."""
    return {"true": True, "false": False}.get(str(text).lower())


def one_of(options):
    """For `shared`: one of these options."""
    return lambda text: text if text in options else None


def integer(low, high):
    """For `shared`: an integer from `low` to `high`."""

    def valid(text):
        try:
            number = float(text)
        except (TypeError, ValueError):
            return None
        return int(number) if math.isfinite(number) and number == int(number) and low <= number <= high else None

    return valid


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)
