"""The curve of an experiment: shown as it is measured, and once it is whole, a click on a point sets the control."""

import time

import streamlit as st

from mnistcore.experiments.table import NONE
from ui import url_state
from ui.components import pointer
from ui.experiments import controls
from ui.figures import effect_curve, numbers, pictures
from ui.words import labelled, say

LONG = 0.4  # seconds between two pictures of a curve that is still being measured


class Shown:
    """The curve of a Choice and its Outcome, and where it stands on the page.

    key: what identifies the curve; guess: what was guessed for the chosen amount, or None; only: the amounts whose
    values may be seen, or None for all.
    """

    def __init__(self, lab, choice, found, key, guess=None, only=None):
        self.choice, self.found, self.key, self.guess, self.only = choice, found, key, guess, only
        self.offered = choice.experiment.offered(lab.model.network, choice.variant)
        self.container = st.container(key="curve")
        self.place = None
        if key in _curves():
            self._show(_curves()[key], is_whole=True)
        else:
            self.place = self.container.empty()
            self._show({choice.amount: found.value})

    def measure(self):
        """Measure what is still missing, and show the curve as it grows."""
        if self.place is None:
            return
        points, shown = {}, time.monotonic()
        for amount, value in self.found.curve():
            points[amount] = value
            if time.monotonic() - shown > LONG:
                self._show({self.choice.amount: self.found.value} | points)
                shown = time.monotonic()
        _curves()[self.key] = points
        self._show(points, is_whole=True)

    def _show(self, points, is_whole=False):
        places = {amount: place for place, amount in enumerate(self.offered)}
        points = {a: value for a, value in points.items() if self.only is None or a in self.only}
        drawn, notes, label = self._drawn({places[amount]: value for amount, value in points.items()}, places)
        picture = drawn.content, effect_curve.WIDTH, drawn.height
        if not is_whole:
            self.place.html(f'<div class="effect-curve">{pictures.svg(*picture, label)}</div>')
            return
        with (self.place or self.container).container(gap="xsmall"):
            pointer.show_curve("points", pictures.svg_uri(*picture), picture[1:], drawn, notes, alt=label)
            pointer.pick(1, places[self.choice.amount], [len(notes)], lambda _, place: _set(self.offered[place]))
            st.caption(self._explained())

    def _drawn(self, points, places):
        """The picture, a note for each setting, and what the picture is called."""
        experiment, found = self.choice.experiment, self.found
        up = self._plotted()
        curve = effect_curve.Curve(
            [controls.short(experiment, amount) for amount in self.offered],
            points,
            places[self.choice.amount],
            say(experiment.axis),
            up,
            found.unchanged,
            self.guess,
            [(places[a], value) for a, value in found.others if self.only is None or a in self.only],
        )
        values = {place: [(up, numbers.percent(value))] for place, value in points.items()}
        if experiment.kind == NONE:
            passed = {say(name): shares for name, shares in found.passed.items()}
            drawn = effect_curve.trade_off(curve, found.answered, passed)
            for place, told in values.items():
                told.insert(0, (curve.across, numbers.percent(found.answered[place], 1)))
                told += [(kind, numbers.percent(shares[place], 1)) for kind, shares in passed.items()]
        else:
            drawn = (effect_curve.named if isinstance(self.choice.amount, str) else effect_curve.numbered)(curve)
        notes = [
            "\n".join(
                [controls.in_words(experiment, amount)]
                + [labelled(what, value) for what, value in values.get(place, ())]
            )
            for amount, place in places.items()
        ]
        return drawn, notes, say("{what} for each setting", what=up)

    def _plotted(self):
        if self.choice.experiment.kind == NONE:
            return say("Errors among the answers")
        return say("Accuracy" if self.choice.experiment.curve == "accuracy" else "Calibration error")

    def _explained(self):
        if self.choice.experiment.kind == NONE:
            return say("One point for each threshold. Click one to set the control to it.")
        return say("Dashed: without the change. Click a point or a bar to set the control to it.")


def _set(amount):
    """In a callback: set the control."""
    url_state.move_to(amount=amount)


def _curves():
    """The whole curves of this visit: values by amount, by key."""
    return st.session_state.setdefault("curves", {})
