"""Recordings of the book's programs with the digits and the network that a visitor has chosen."""

from types import SimpleNamespace
from typing import NamedTuple

import streamlit as st

import mnistcore
from mnistcore import Conv2D, Dense, sigmoid
from ui import models
from ui.programs import opened, values
from ui.programs.catalogue import CNN, COUNTING
from ui.programs.packed import packed
from ui.programs.recorder import record
from ui.words import Later, later


def needs_a_network(program):
    return program.name in (*COUNTING, CNN)


def network_for(program, model):
    """The model that a program runs with: the selected one where it has the layers that the program names."""
    layers = model.network.layers
    if program.name == CNN:
        fits = len(layers) == 6 and [type(layer) for layer in layers[:2]] == [Conv2D, Conv2D]
        return model if fits else models.built_in("cnn")
    fits = [type(layer) for layer in layers] == 3 * [Dense] and all(layer.activation is sigmoid for layer in layers[:2])
    return model if fits else models.built_in("mlp")


class Recorded(NamedTuple):
    """A packed recording, the step from which it is worth seeing, and the line that was changed to break it."""

    packed: str
    start: int
    changed: int | None  # None: nothing was changed


def recorded(program, broken, data, model):
    """A program's Recorded, made once for all visitors with these digits and this network. broken: a Break or None."""
    return _recorded(*program.source(broken), data.source, model.key, model)


@st.cache_resource(show_spinner=later("Running the program …"), max_entries=40)
def _recorded(source, changed, data_source, model_key, _model):
    shown = []
    recording = record(source, _modules(data_source, _model, shown), shown, values.described, opened.opened)
    return Recorded(packed(recording), _start(recording.steps, changed), changed)


def _start(steps, changed):
    """The first step; of a broken program the first one that fails or is warned of, or else the changed line."""
    if changed is None:
        return 1
    failing = [n for n, step in enumerate(steps, start=1) if step.line >= changed and (step.error or step.warnings)]
    there = [n for n, step in enumerate(steps, start=1) if step.line == changed]
    return (failing or there or [1])[0]


def _path(model):
    """What a program prints as the path of its weights. Nothing of a visitor's own file: others see this, too."""
    if model.key in models.BUILT_IN:
        return model.key
    return "sample_weight.pkl" if isinstance(model.name, Later) else "own_weights.npz"


def _modules(data_source, model, shown):
    """mnistcore as a program finds it: with these digits and this network on the computer, and no picture viewer."""

    def load_mnist(*switches, source="mnist", **others):
        return mnistcore.load_mnist(*switches, **others, source=data_source, download=False)

    def load_weights(path):
        layers = enumerate(model.network.layers, start=1)
        return {f"{name}{k}": getattr(layer, name) for k, layer in layers for name in ("W", "b")}

    theirs = {name: getattr(mnistcore, name) for name in mnistcore.__all__}
    ours = {
        "load_mnist": load_mnist,
        "find_mnist": lambda: data_source if data_source == "mnist" else None,
        "load_weights": load_weights,
        "load_network": lambda name: model.network,
        "find_book_weights": lambda: None if model.key == "mlp" else _path(model),
        "img_show": shown.append,
    }
    return {"mnistcore": SimpleNamespace(**theirs | ours)}
