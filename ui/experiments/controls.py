"""The picker of the experiment and its one control, and in words what they offer."""

from typing import NamedTuple

import streamlit as st

from mnistcore.experiments.table import EXPERIMENTS, IMAGE, INK, NETWORK, NONE, PAIR, Experiment
from ui import url_state
from ui.figures import numbers
from ui.words import labelled, later, said, say

KINDS = {
    IMAGE: later("Image"),
    NETWORK: later("Network"),
    INK: later("Drawing"),
    NONE: later("None of these"),
    PAIR: later("Comparison"),
}
VARIANTS = {
    "all": later("All hidden layers"),
    "least": later("Least needed first"),
    "most": later("Most needed first"),
    "random": later("At random"),
    "layer": later("One scale a layer"),
    "column": later("One scale a neuron"),
    "digit": later("Probability that it is a digit"),
    "largest": later("Largest of the ten probabilities"),
}
STEPS = {
    "nothing": later("Nothing"),
    "polarity": later("White on black"),
    "crop": later("Crop"),
    "box": later("20-pixel box"),
    "mass": later("Centre of mass"),
    "everything": later("Everything"),
}
FEW_BITS = {1: later("signs alone"), 32: later("32 bits (float32)")}


class Choice(NamedTuple):
    """What the visitor chose: an Experiment, an amount and a variant of it, or None."""

    experiment: Experiment
    amount: object
    variant: str | None


def choose(lab, names, row):
    """Show the picker, the control, and the variants if there are any; return the Choice.

    names: of the networks to compare with, sentences by their key; row: the container for all but the control.
    """
    with row:
        experiment = _choose_experiment()
        variant = _choose_variant(experiment, lab.model.network)
    amount = _choose_amount(experiment, lab, variant, names)
    return Choice(experiment, amount, variant)


def _choose_experiment():
    labels = {name: _labelled(experiment) for name, experiment in EXPERIMENTS.items()}
    with url_state.shared("experiment", "shift", url_state.one_of(EXPERIMENTS)):
        name = st.selectbox(
            say("Experiment"),
            list(EXPERIMENTS),
            key="experiment",
            width=400,
            format_func=labels.get,
            on_change=url_state.forget_all,
            args=("amount", "variant", "changed_page", "changed"),
        )
    return EXPERIMENTS[name]


def _labelled(experiment):
    """An experiment in the picker: its group, then its title as the rest of a sentence: "Image: shifted"."""
    title = say(experiment.title)
    return labelled(say(KINDS[experiment.kind]), title[0].lower() + title[1:])


def _choose_variant(experiment, network):
    offered = experiment.variants_for(network)
    if len(offered) < 2:
        url_state.leave_out("variant")
        return offered[0] if offered else None
    labels = {v: say("Layer {k}", k=v) if v.isdigit() else say(VARIANTS[v]) for v in offered}
    with url_state.shared("variant", offered[0], url_state.one_of(offered)):
        return st.segmented_control(
            say("Which"),
            offered,
            format_func=labels.get,
            required=True,
            key="variant",
            label_visibility="collapsed",
        )


def _choose_amount(experiment, lab, variant, names):
    """The control: a slider for numbers, buttons for a few names, a list for networks."""
    offered = experiment.offered(lab.model.network, variant)
    default = experiment.default
    if experiment.kind == PAIR:
        offered = [key for key in names if key != lab.model.key]
    if default not in offered:
        default = offered[0]
    labels = {key: name[0].upper() + name[1:] for key, name in said(names).items()}
    if experiment.kind != PAIR:
        labels = {amount: in_words(experiment, amount) for amount in offered}
    question = say(experiment.question)
    with url_state.shared("amount", default, url_state.one_of(offered)):
        if experiment.kind == PAIR:
            return st.selectbox(question, offered, key="amount", format_func=labels.get, width=400)
        if isinstance(default, str):
            return st.segmented_control(question, offered, key="amount", format_func=labels.get, required=True)
        return st.select_slider(question, offered, key="amount", format_func=labels.get)


def in_words(experiment, amount):
    """An amount in words: '2 px', 'relu', '4 bits'."""
    if amount in STEPS and experiment.kind == INK:
        return say(STEPS[amount])
    if experiment.name == "bits" and amount in FEW_BITS:
        return say(FEW_BITS[amount])
    if experiment.kind == NONE:
        return say(experiment.unit, n=numbers.percent(amount, 1 if amount > 0.99 else 0))
    return amount if isinstance(amount, str) else say(experiment.unit, n=numbers.exact(amount))


def short(experiment, amount):
    """An amount on the axis of a curve."""
    if isinstance(amount, str):
        return in_words(experiment, amount)
    if experiment.kind == NONE:
        return numbers.percent(amount, 0)
    return numbers.exact(amount)


def twin_of(choice, network):
    """The name of the built-in network that was trained with the chosen activation function, or None."""
    shapes = [layer.W.shape for layer in network.layers if hasattr(layer, "W")]
    if choice.experiment.name != "activation" or shapes != [(784, 50), (50, 100), (100, 10)]:
        return None
    return {"sigmoid": "mlp-plain", "relu": "mlp-relu", "tanh": "mlp-tanh"}.get(choice.amount)
