"""Guess first: the reader says how accurate the network will be, before it is measured."""

import streamlit as st

from mnistcore.experiments.table import IMAGE, INK, NETWORK
from ui import url_state
from ui.figures import effects, numbers
from ui.words import plural, say


def is_on(experiment):
    """Show the switch, which is off by default, where there is an accuracy to guess; return whether it is on."""
    if experiment.kind not in (IMAGE, NETWORK, INK) or experiment.curve != "accuracy":
        url_state.leave_out("guess")
        return False
    with url_state.shared("guess", False, url_state.yes_or_no()):
        return st.toggle(
            say("Guess first"),
            width="content",
            key="guess",
            help=say("You set a marker before the accuracy is measured. The mean gap is kept while you stay."),
        )


def ask(question):
    """Show the scale; return the guess for this question, a share, or None until there is one.

    question: what identifies it: the network, the digits, and the choice.
    """
    if question in _guesses():
        return _guesses()[question][0]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.slider(say("Your guess: how many digits will be right?"), 0, 100, 50, format="%d%%", key="marker")
        icon = ":material/query_stats:"
        st.button(say("Measure"), type="primary", icon=icon, on_click=_take_marker, args=(question,))
    return None


def made(key):
    """The amounts for which there is a guess. key: what identifies the question but for its last item, the amount."""
    return {question[-1] for question in _guesses() if question[:-1] == key}


def _take_marker(question):
    _guesses()[question] = st.session_state["marker"] / 100, None


def _guesses():
    """The guesses of this visit and what was measured, shares, by question."""
    return st.session_state.setdefault("guesses", {})


def compare(question, guess, value):
    """Keep what was measured beside the guess; return sentences: this gap, and the mean gap of the visit."""
    _guesses()[question] = guess, value
    gaps = [abs(one - other) for one, other in _guesses().values() if other is not None]
    mean = numbers.fixed(100 * sum(gaps) / len(gaps), 1)
    return effects.scale_of_guess(guess, value), plural(
        "Mean gap of {n} guess: {mean} points.", "Mean gap of {n} guesses: {mean} points.", len(gaps), mean=mean
    )
