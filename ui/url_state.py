"""The visitor's choices in the page's address: the address always says what the screen shows.

So a link shows the same to others, Back and Forward undo and redo choices, and choices last from page to page. Each
widget whose value is in the address is created inside `with shared(...)`. Streamlit's own `bind="query-params"` drops a
value that several pages share, such as the current digit, on the way to the next page, and makes no entry in the
browser's history.

The rule for the history: a choice makes one entry, a slider or a step (to the next digit) replaces the current one.
Streamlit makes an entry whenever Python changes the address; history.js applies the rule.
"""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.figures.numbers import count
from ui.words import Later, later, say


@dataclass
class _Visit:
    """A stay on one page, from the arrival by a link or the browser's buttons until the next arrival.

    address: what the address says, by key; settled: the keys whose widgets have taken their values from it; notices:
    where the page says that a value in the address is unknown.
    """

    page: str
    through_history: bool
    address: dict[str, str]
    settled: set[str] = field(default_factory=set)
    notices: DeltaGenerator | None = None


def visit(page):
    """Begin a visit if the visitor has just arrived. Each page calls this first, with its title."""
    through_history = went_through_history()
    if through_history or "visit" not in st.session_state or _visit().page != page:
        st.session_state["visit"] = _Visit(page, through_history, st.query_params.to_dict())


def tell_here():
    """Say at this place which values in the address are unknown."""
    _visit().notices = st.container()


def visit_again(*settled):
    """Let all widgets but those with the settled keys take their values from the address again, as if just arrived."""
    _visit().settled = set(settled)


@contextmanager
def shared(key, default, values):
    """Keep the widget with this key, created inside the with block, in step with ?key=value in the address.

    values: the valid ones, such as `integer(0, 9)`. The address decides when a visitor has just arrived; after that,
    the widget does. Without the key in a link, the page starts with the value from the previous page; without it in an
    earlier entry of the browser's history, with the default, which the address never mentions.
    """
    visit = _visit()
    arrived, asked = key not in visit.settled, visit.address.get(key)
    if not arrived:
        candidates = st.session_state.get(key), kept(key)
    elif visit.through_history:
        candidates = (asked,)
    else:
        candidates = asked, kept(key)
    value = next((value for value in map(values.read, candidates) if value is not None), default)
    if arrived or st.session_state.get(key) != value:  # a widget of another page leaves its value behind
        st.session_state[key] = value
    opened_with = value
    yield
    value = st.session_state[key]
    remember(key, value)
    if arrived and asked is not None and values.read(asked) is None:
        _tell(key, asked, values, opened_with)  # when the language is known, which is one of these values
    _write(key, None if value == default else _text(value))


def current(key, default, values):
    """The value of `shared` on a page that has no widget for it."""
    with shared(key, default, values):
        return st.session_state[key]


def take(key):
    """The text of this key in the address if the visitor has just arrived with it, else None. For what is no widget."""
    visit = _visit()
    if key in visit.settled:
        return None
    visit.settled.add(key)
    return visit.address.get(key)


def leave_out(*keys):
    """Remove keys from the address, since their widgets are not on the screen."""
    for key in keys:
        _write(key, None)


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


def forget_all(*keys):
    """`forget` for several widgets, in a callback."""
    for key in keys:
        forget(key)


def move_to(**values):
    """Set widgets by their keys, in a callback."""
    st.session_state.update(values)
    _visit().settled.update(values)


def in_address(keys=None):
    """The values of these keys, or of all, in the address: a dict of strings."""
    return {key: text for key, text in _visit().address.items() if keys is None or key in keys}


class Values(NamedTuple):
    """The valid values of a widget. read: from the text in the address to a value, or to None; otherwise: what to say
    where that fails."""

    read: Callable[[Any], Any]
    otherwise: Later


def went_through_history():
    """Whether this run was caused by the browser's Back or Forward button."""
    return get_script_run_ctx().is_history_navigation


def yes_or_no():
    return one_of((False, True))


def one_of(options):
    """One of these options. What follows a space does not count: ?patch=5 × 5 and ?network=own file are old links."""
    by_text = {_text(option): option for option in options}
    listed = list(by_text) if len(by_text) <= 12 else [*list(by_text)[:3], "…", list(by_text)[-1]]
    otherwise = later(
        "This link asks for {asked}, but {key} is one of {options}. It opened with {value} instead.",
        options=", ".join(listed),
    )
    return Values(lambda text: by_text.get(_text(text).partition(" ")[0].lower()), otherwise)


def integer(low, high):
    """An integer from `low` to `high`."""
    return _between(low, high, int)


def tenths(low, high):
    """A number from `low` to `high` with one decimal."""
    return _between(low, high, lambda text: round(float(text), 1))


def _between(low, high, parse):
    def read(text):
        try:
            number = parse(text)
        except (TypeError, ValueError, OverflowError):
            return None
        return number if low <= number <= high else None

    otherwise = later(
        "This link asks for {asked}, but {key} goes from {low} to {high}. It opened with {value} instead.",
        low=count(low),
        high=count(high),
    )
    return Values(read, otherwise)


def _text(value):
    """A value as the address has it: short, in lower case, without spaces."""
    return f"{value:g}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)


def _visit() -> _Visit:
    return st.session_state["visit"]


def _write(key, text):
    """Put ?key=text into the address, or remove the key for None. The widget decides from now on.

    The whole address is sent: what Streamlit takes for the current one may lack the latest choices.
    """
    visit = _visit()
    visit.settled.add(key)
    visit.address.pop(key, None) if text is None else visit.address.update({key: text})
    if st.query_params.to_dict() != visit.address:
        st.query_params.from_dict(visit.address)


def _tell(key, asked, values, value):
    asked = asked.replace("`", "")
    asked = asked if len(asked) <= 20 else f"{asked[:20]}…"
    with _visit().notices or st.container():
        sentence = say(values.otherwise, asked=f"`{key}={asked}`", key=f"`{key}`", value=_text(value))
        st.info(sentence, icon=":material/link_off:")
