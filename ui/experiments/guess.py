"""Guess first: the reader says how accurate the network will be, before it is measured."""

import streamlit as st

from ui import url_state
from ui.figures import effects, numbers
from ui.words import plural, say


def is_on():
    """Show the switch, which is off by default; return whether it is on."""
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
    guesses = st.session_state.setdefault("guesses", {})
    if question in guesses:
        return guesses[question][0]
    with st.container(horizontal=True, vertical_alignment="bottom", key="guessing"):
        share = st.slider(say("Your guess: how many digits will be right?"), 0, 100, 50, format="%d%%", key="marker")
        if st.button(say("Measure"), type="primary", icon=":material/query_stats:"):
            guesses[question] = (share / 100, None)
            st.rerun(scope="fragment")
    return None


def compare(question, guess, value):
    """Keep what was measured beside the guess; return sentences: this gap, and the mean gap of the visit."""
    guesses = st.session_state["guesses"]
    guesses[question] = (guess, value)
    gaps = [abs(one - other) for one, other in guesses.values() if other is not None]
    mean = numbers.fixed(100 * sum(gaps) / len(gaps), 1)
    return effects.scale_of_guess(guess, value), plural(
        "Mean gap of {n} guess: {mean} points.", "Mean gap of {n} guesses: {mean} points.", len(gaps), mean=mean
    )
