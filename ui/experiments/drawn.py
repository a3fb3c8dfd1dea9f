"""The outcomes of the two experiments with drawings: the way of the ink, and no answer below a threshold."""

import random

import numpy as np
import streamlit as st

from mnistcore.drawing import normalize_drawing
from mnistcore.experiments import ink, measuring, nondigits, refusal
from ui import inputs, url_state
from ui.components import canvas
from ui.experiments import controls, gallery, measured
from ui.experiments.outcomes import Outcome
from ui.figures import numbers
from ui.words import later, say

OTHERS = 200  # drawings of each kind of non-digits
KINDS = {"scribbles": nondigits.scribbles, "figures": nondigits.shapes}
PLURALS = {"scribbles": later("scribbles"), "figures": later("figures")}
NAMES = {"scribbles": later("A scribble that passes"), "figures": later("A figure that passes")}


def of_ink(lab, choice):
    """The outcome of a step left out: for digits drawn by code, and in the example for the visitor's drawing."""
    network, (inks, labels) = lab.model.network, measured.drawings()
    before, after = (measuring.answers(network, _prepared(step)) for step in (ink.NOTHING, choice.amount))
    effect = measuring.effect(before, after, labels)
    own, place = canvas.ink(), url_state.current("drawn", 0, url_state.integer(0, len(labels) - 1))
    own, what = (inks[place], say("Drawn by code")) if own is None else (own, say("Your drawing"))
    images = [ink.leave_out(own, step) for step in (ink.NOTHING, choice.amount)]
    captions = what, say("Left out: {step}", step=controls.in_words(choice.experiment, choice.amount))

    def describe(places):
        read = gallery.misread(before.predictions, after.predictions, labels)
        return places, _prepared(choice.amount)[places].reshape(-1, 784), labels[places], read[places]

    def curve():
        for step in choice.experiment.offered(network):
            right = measuring.answers(network, _prepared(step)).predictions == labels
            yield step, float(right.mean())

    return Outcome(
        numbers.percent(effect.before),
        numbers.percent(effect.after),
        effect.after,
        [
            say(
                "Of {n} digits that code draws with a pen, {lost} are no longer right. The network is the same: only "
                "the way from the canvas to its 784 inputs has changed.",
                n=numbers.count(len(labels)),
                lost=numbers.count(len(effect.lost)),
            ),
            LEFT_OUT[choice.amount] and say(LEFT_OUT[choice.amount]),
        ],
        [
            (caption, image, network.predict_proba(image[None])[0])
            for caption, image in zip(captions, images, strict=True)
        ],
        effect.before,
        curve,
        [],
        {"lost": (later("No longer right"), effect.lost), "mended": (later("Newly right"), effect.mended)},
        describe,
        None,
        (ink.leave_out, normalize_drawing),
    )


def show_another():
    """A button for another of the digits drawn by code, as long as there is no drawing of the visitor's."""
    if canvas.ink() is None:
        st.button(say("Another digit"), icon=":material/casino:", on_click=_choose_another)


def _choose_another():
    others = [i for i in range(measured.DRAWN) if i != url_state.kept("drawn", 0)]
    choose_drawing(random.choice(others))


def choose_drawing(index):
    """In a callback: a digit drawn by code becomes the example."""
    url_state.remember("drawn", index)
    url_state.move_to(drawn=index)


LEFT_OUT = {
    "nothing": "",
    "polarity": later("Ink stays black on white, as on paper. The network has only seen white on black."),
    "crop": later("The whole canvas is scaled to 20 pixels, not only the digit on it."),
    "box": later("The digit fills all 28 pixels. In MNIST the longest side of a digit is 20."),
    "mass": later("The box around the digit is centred, not its centre of mass."),
    "everything": later("The canvas is only made smaller, as many demos do it."),
}


@st.cache_resource(show_spinner=False, max_entries=8)
def _prepared(step):
    return np.array([ink.leave_out(each, step) for each in measured.drawings()[0]])


def of_none(lab, choice, everything):
    """The outcome of a threshold, for test digits, scribbles and shapes, and the example."""
    digits = measured.subject(lab, everything)
    scores, right = _scores(lab.data.source, lab.model.key, choice.variant, len(digits.labels), lab, digits)
    others = {kind: _scores_of_others(lab.model.key, choice.variant, kind, lab) for kind in KINDS}
    found = refusal.refuse(scores, right, others, choice.amount)
    image, what, key = inputs.current(lab.data)
    refused = np.flatnonzero(scores < choice.amount)
    errors = np.flatnonzero((scores >= choice.amount) & ~right)
    predictions = measured.measured(lab, digits).predictions

    def describe(places):
        return digits.indices[places], digits.images[places], digits.labels[places], predictions[places]

    thresholds = choice.experiment.offered(lab.model.network)
    refusals = [refusal.refuse(scores, right, others, threshold) for threshold in thresholds]

    return Outcome(
        say("{share} answered", share=numbers.percent(found.answered, 1)),
        say("{share} errors", share=numbers.percent(found.errors)),
        found.errors,
        [
            say(
                "Of {n} scribbles drawn by code, {scribbles} still get an answer; of {n} houses, stars, hearts and "
                "other figures, {figures} do.",
                n=OTHERS,
                **{kind: numbers.percent(share, 1) for kind, share in found.passed.items()},
            )
        ],
        _sides(lab.model.network, choice, image, what, others),
        None,
        lambda: zip(thresholds, (each.errors for each in refusals), strict=True),
        [],
        {"refused": (later("No answer"), refused), "errors": (later("Answered wrongly"), errors)},
        describe,
        key.get("digit") if key.get("split") == "test" else None,
        (refusal.refuse, refusal.scores_of, nondigits.scribbles, nondigits.shapes),
        [each.answered for each in refusals],
        {PLURALS[kind]: [each.passed[kind] for each in refusals] for kind in KINDS},
    )


def _sides(network, choice, image, what, others):
    """The example, whether it gets an answer, and a drawing of each kind that gets one though it is no digit."""
    score = float(refusal.scores_of(network, image[None], choice.variant)[0])
    answer = say(
        "{what}: answered, {score}" if score >= choice.amount else "{what}: no answer, {score}",
        what=what,
        score=numbers.probability(score),
    )
    passing = [(say(NAMES[kind]), drawing, None) for kind, drawing in _first_passing(others, choice.amount)]
    return [(answer, image, network.predict_proba(image[None])[0]), *passing]


def _first_passing(others, threshold):
    """For each kind, its first drawing that gets an answer: (kind, image)."""
    for kind, scores in others.items():
        passing = np.flatnonzero(scores >= threshold)
        if len(passing):
            yield kind, _drawn(kind)[passing[0]]


@st.cache_resource(show_spinner=False, max_entries=2)
def _drawn(kind):
    return KINDS[kind](OTHERS, np.random.default_rng(0))


@st.cache_resource(show_spinner=False, max_entries=32)
def _scores(source, model_key, variant, count, _lab, _digits):
    answers = measured.measured(_lab, _digits)
    right = answers.predictions == _digits.labels
    if variant == refusal.LARGEST:
        return answers.confidence, right
    return refusal.scores_of(_lab.model.network, _digits.images, variant), right


@st.cache_resource(show_spinner=False, max_entries=32)
def _scores_of_others(model_key, variant, kind, _lab):
    return refusal.scores_of(_lab.model.network, _drawn(kind), variant)
