"""Change something about an image or a network, and see what happens to the accuracy, measured now."""

import time

import streamlit as st

from mnistcore.experiments import changes
from mnistcore.experiments.table import IMAGE, INK, NETWORK, NONE, PAIR
from ui import frame, url_state
from ui.experiments import controls, drawn, gallery, guess, measured, outcomes
from ui.figures import effects, numbers
from ui.words import later, say

CHANGES = IMAGE, NETWORK, INK  # the experiments with a before and an after
LONG = 0.4  # seconds between two pictures of a curve that is still being measured

lab = frame.open_page(
    later("Experiments"),
    later("Change one thing about the image or the network, and see how many digits are still read right."),
)
networks = outcomes.available(lab)


@st.fragment
def experiment():
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    choice = controls.choose(lab, {key: model.name for key, model in networks.items()}, row)
    if choice.experiment.kind != INK:
        url_state.leave_out("drawn")
    with row:
        everything = choose_digits(choice)
        guesses = choice.experiment.kind in CHANGES and guess.is_on()
    question = None
    if guesses:
        question = lab.data.source, lab.model.key, everything, choice.experiment.name, *choice[1:]
        if guess.ask(question) is None:
            return
    found = outcome_of(choice, everything)
    guessed = guess.ask(question) if question else None
    sentences = [*guess.compare(question, guessed, found.value), *found.sentences] if question else found.sentences
    with st.container(key="explanation"):  # a click in the gallery shows it, where it is out of sight
        st.html(effects.figures(found.before, found.after, *sentences))
        left, right = st.columns([10, 11], gap="large")
        left.html(effects.example(*found.sides))
        place = right.empty()
    draw_curve(place, choice, found, {}, guessed)
    if found.index is not None:
        gallery.show_ways_on(lab, found.index, choice.experiment.kind == IMAGE)
    st.header(say("The digits that changed" if choice.experiment.kind in CHANGES else "The digits"))
    pick = drawn.choose_drawing if choice.experiment.kind == INK else gallery.choose_example
    gallery.show(found.kinds, found.describe, found.index, pick)
    st.caption(say("*Deep Learning from Scratch*, section {section}", section=choice.experiment.section))
    frame.show_code(*found.code)
    measure_curve(place, choice, found, guessed)


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


def measure_curve(place, choice, found, guessed):
    """Measure what is still missing on the curve, and show it as it grows."""
    points, shown = {}, time.monotonic()
    for amount, value in found.curve():
        points[amount] = value
        if time.monotonic() - shown > LONG:
            draw_curve(place, choice, found, points, guessed)
            shown = time.monotonic()
    draw_curve(place, choice, found, points, guessed)


def draw_curve(place, choice, found, points, guessed):
    experiment = choice.experiment
    offered = experiment.offered(lab.model.network, choice.variant)
    if experiment.kind == PAIR:
        return
    place_of = {amount: i for i, amount in enumerate(offered)}
    points = {choice.amount: found.value} | points
    what = say("Errors among the answers") if experiment.kind == NONE else say("Accuracy")
    if experiment.curve != "accuracy":
        what = say("Calibration error")
    with place.container():
        st.html(
            effects.curve(
                {place_of[amount]: value for amount, value in points.items()},
                len(offered),
                place_of[choice.amount],
                [controls.short(experiment, amount) for amount in offered],
                say("{what} for each setting", what=what),
                found.unchanged,
                guessed,
                [(place_of[amount], value) for amount, value in found.others],
                bars=isinstance(choice.amount, str),
            )
        )
        st.caption(
            say("Errors among the answers for each threshold; dashed: where every digit gets an answer.")
            if experiment.kind == NONE
            else say("{what} for each setting of the control; dashed: without the change.", what=what)
        )


experiment()
