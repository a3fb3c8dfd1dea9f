"""Recordings of the book's programs with the digits and the network that a visitor has chosen."""

from types import SimpleNamespace
from typing import NamedTuple

import streamlit as st

import mnistcore
from mnistcore import Conv2D, Dense, sigmoid
from ui import models
from ui.figures import pictures
from ui.programs import opened, questions, values
from ui.programs.catalogue import CNN, COUNTING, ONE_BY_ONE
from ui.programs.packed import packed
from ui.programs.recorder import record
from ui.words import Later


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
    """A packed recording; the step from which it is worth seeing; the line that was changed to break it, or None; the
    program as it ran; and by turn, for a loop that reads one image in each, what that is."""

    packed: str
    start: int
    changed: int | None
    source: str
    images: dict


def recorded(program, broken, data, model, **inputs):
    """A program's Recorded, made once for all visitors with these digits, this network and these inputs. broken: a
    Break or None."""
    return _recorded(program.name, *program.source(broken, **inputs), data.source, model.key, data, model)


@st.cache_resource(show_spinner=False, max_entries=40)
def _recorded(name, source, changed, data_source, model_key, _data, _model):
    shown = []
    modules = _modules(data_source, _model, shown)
    recording = record(source, modules, shown, values.described, opened.opened, questions.question)
    turns = [turn for loop in recording.loops for turn in loop.kept] if name == ONE_BY_ONE else []
    start = _start(recording.steps, changed)
    return Recorded(packed(recording), start, changed, source, _images(_data, _model, turns))


def _images(data, model, turns):
    """By turn: the image that it reads, its label and the prediction."""
    x, t = data.x_test[turns], data.t_test[turns]
    read = zip(turns, x, t, model.network.predict(x), strict=True) if turns else ()
    return {
        str(turn): {
            "src": pictures.data_uri(pictures.gray(image.reshape(28, 28))),
            "label": int(label),
            "guess": int(guess),
        }
        for turn, image, label, guess in read
    }


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
