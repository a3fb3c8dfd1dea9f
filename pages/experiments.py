"""Change something about an image or a network, and see what happens to the accuracy, measured now."""

import streamlit as st

from mnistcore.experiments import changes
from mnistcore.experiments.table import IMAGE, INK, NETWORK, PAIR
from ui import frame, url_state
from ui.experiments import controls, curve, drawn, gallery, guess, measured, outcomes
from ui.figures import effects, numbers
from ui.words import later, say

CHANGES = IMAGE, NETWORK, INK  # the experiments with a before and an after

lab = frame.open_page(
    later("Experiments"),
    later("Change one thing about the image or the network, and see how many digits are still read right."),
)
networks = outcomes.available(lab)


@st.fragment
def experiment():
    with st.container(key="choosing"):
        row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
        choice = controls.choose(lab, {key: model.name for key, model in networks.items()}, row)
    if choice.experiment.kind != INK:
        url_state.leave_out("drawn")
    with row:
        everything = choose_digits(choice)
        guesses = guess.is_on(choice.experiment)
    key = lab.data.source, lab.model.key, everything, choice.experiment.name, choice.variant
    question = None
    if guesses:
        question = *key, choice.amount
        if guess.ask(question) is None:
            return
    found = outcome_of(choice, everything)
    guessed = guess.ask(question) if question else None
    sentences = [*found.sentences, found.about_others]
    if question:
        sentences = [*guess.compare(question, guessed, found.value), *found.sentences]
    with st.container(key="explanation"):  # a click in the gallery shows it, where it is out of sight
        st.html(effects.figures(found.before, found.after, *sentences))
        left, right = st.columns([11, 10], gap="medium")
        with left:
            only = guess.made(key) if question else None
            shown = None if choice.experiment.kind == PAIR else curve.Shown(lab, choice, found, key, guessed, only)
        right.html(effects.example(*found.sides))
    if found.index is not None:
        gallery.show_ways_on(lab, found.index, choice.experiment.kind == IMAGE)
    if choice.experiment.kind == INK:
        drawn.show_another()
    st.header(say("The digits that changed" if choice.experiment.kind in CHANGES else "The digits"))
    pick = drawn.choose_drawing if choice.experiment.kind == INK else gallery.choose_example
    gallery.show(found.kinds, found.describe, found.index, pick)
    st.caption(say("*Deep Learning from Scratch*, section {section}", section=choice.experiment.section))
    frame.show_code(*found.code)
    if shown:
        shown.measure()


def choose_digits(choice):
    """Whether all test digits are asked for. Dense networks are quick enough for all; a CNN gets a fair sample."""
    count = len(lab.data.t_test)
    compared = [lab.model.network]
    if choice.experiment.kind == PAIR:
        compared.append(networks[choice.amount].network)
    if choice.experiment.kind == INK or count <= measured.FEW or all(map(changes.is_dense, compared)):
        url_state.leave_out("all")
        return True
    with url_state.shared("all", False, url_state.yes_or_no()):
        return st.toggle(
            say("All {n} test digits", n=numbers.count(count)),
            key="all",
            help=say("Otherwise {n} of them, chosen at random: a CNN takes longer.", n=numbers.count(measured.FEW)),
        )


def outcome_of(choice, everything):
    match choice.experiment.kind:
        case "ink":
            return drawn.of_ink(lab, choice)
        case "none":
            return drawn.of_none(lab, choice, everything)
        case "pair":
            return outcomes.of_pair(lab, choice, everything, networks)
    return outcomes.of_change(lab, choice, everything)


experiment()
