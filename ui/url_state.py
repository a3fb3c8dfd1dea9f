"""What a reader picked, in the page's address: whoever opens it sees the same, and it holds from page to page.

Streamlit's own `bind="query-params"` does this for a widget of one page. A value that several pages share, such as the
digit looked at, it drops from the address on the way from one page to the next; those are kept in step here.
"""

import math
from contextlib import contextmanager

import streamlit as st


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
    last_visit, last_text = st.session_state.get(f"{key} in the address", (None, None))
    kept, now = st.session_state.get(f"{key} kept"), st.session_state.get(key)
    if visit != last_visit:
        candidates = text, kept
    elif text != last_text and now == kept:
        candidates = (text,)
    else:  # where the widget was changed, another text is only the browser's address lagging behind
        candidates = (now,)
    value = next((value for value in map(valid, candidates) if value is not None), default)
    if visit != last_visit or st.session_state.get(key) != value:  # the widget of another page leaves its value behind
        st.session_state[key] = value
    yield
    value = st.session_state[key]
    st.session_state[f"{key} kept"] = value
    if st.query_params.get(key) == str(value):
        pass
    elif value == default or value is None:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = str(value)
    st.session_state[f"{key} in the address"] = (visit, st.query_params.get(key))


def move_to(**values):
    """Give several widgets a value, by their keys, in one step of the browser's history."""
    st.session_state.update(values)
    st.query_params.update({key: str(value) for key, value in values.items()})


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
