"""A computation that plays, one step for each key press or at a pace: a small component of our own.

Python computes every step beforehand and draws the stage as HTML. The browser moves the frames and fills in the
numbers, and asks nothing of the server while it does.
"""

import base64
import zlib
from typing import NamedTuple

import numpy as np
import streamlit as st

from ui.components import message, source
from ui.words import say, together

_BACK, _NEXT = "M15 5l-7 7 7 7", "M9 5l7 7-7 7"
_SHAPES = {"first": f"M5 5v14 {_BACK}", "back": _BACK, "play": "", "next": _NEXT, "last": f"{_NEXT} M19 5v14"}
_BUTTONS = "".join(
    f'<button type="button" class="{name}" tabindex="-1"><svg viewBox="0 0 24 24"><path d="{shape}"/></svg>'
    "<span></span></button>"
    for name, shape in _SHAPES.items()
)
_player = st.components.v2.component(
    "digit_lab_player",
    html='<div class="player" role="group"><div class="pictured"></div><div class="sums"></div><div class="controls">'
    f'<p class="status" aria-live="polite"></p><input type="range" min="0"><div class="buttons">{_BUTTONS}</div>'
    '<p class="keys" id="player-keys"></p></div><div class="tip"></div></div>',
    css=source.read("player.css"),
    js=source.read("numbers.js", "stage.js", "player.js"),
    isolate_styles=False,  # the stage uses the styles of the page
)


class Frame(NamedTuple):
    """How a frame moves over one of the pictures on the stage, all in pixels of the picture.

    size: (H, W); tile: (h, w) of the frame; stride: down for each line of tiles, right for each column; grows: whether
    what is not computed yet is black.
    """

    size: tuple
    tile: tuple
    stride: tuple = (1, 1)
    grows: bool = False


class Play(NamedTuple):
    """Everything that the player shows: `tiles` steps in lines of `columns`, and perhaps some more.

    id: differs wherever the player has to start over; step: where it starts; last: the last step; before: how many
    steps come before the first tile; pictured, sums: HTML for the upper and the lower part of the stage, in which
    {name} stands for the current value of a series.

    series: for each name its values, one for each step or one for all, NaN where it is not known yet; parts: for each
    tile its name in a sentence; says: pairs of a first step and the sentence from there on, which is read out; hint:
    HTML about the keys; label: what a screen reader calls the player; bars: the largest value of a bar; notes: what
    stands under the pointer, one for each pixel of a picture. The other fields are described in player.js.
    """

    id: str
    step: int
    last: int
    tiles: int
    columns: int
    before: int
    pictured: str
    sums: str
    frames: list
    series: dict
    says: list
    hint: str
    label: str
    bars: float = 1.0
    parts: list = []
    notes: list = []
    window: tuple = (1, 1)
    field: tuple = (1, 1)
    stride: int = 1
    curve: dict | None = None
    cells: dict | None = None


def show(key, play, on_rest=None):
    """Show a Play. on_rest gets the step at which it stands, some time after the visitor has moved it."""

    def rested():
        step = st.session_state[key].rests
        if on_rest and message.is_index(step, range(play.last + 1)):
            on_rest(step)

    data = play._asdict() | {
        "frames": [frame._asdict() for frame in play.frames],
        "series": {name: packed(values) for name, values in play.series.items()},
        "reports": on_rest is not None,
        "hint": together(play.hint, f'<span class="pace">{say("<kbd>Enter</kbd> plays.")}</span>'),
        "words": _words(),
    }
    _player(key=key, data=data, on_rests_change=rested)


def id_of(*arrays):
    """An id for a Play that differs wherever one of these arrays does."""
    return "-".join(f"{zlib.crc32(np.ascontiguousarray(values)):08x}" for values in arrays)


def packed(values):
    """Numbers as text that player.js reads: float32, float64, or whole numbers."""
    values = np.ascontiguousarray(values)
    if values.dtype.kind in "iu":
        values = values.astype(np.uint16 if values.max() < 2**16 else np.uint32)
    return {"type": values.dtype.name, "bytes": base64.b64encode(values.tobytes()).decode()}


def _words():
    """What the controls are called, by their class, and what a screen reader calls the step."""
    return {
        "first": say("To the start"),
        "back": say("One step back"),
        "next": say("One step forward"),
        "last": say("To the end"),
        "play": say("Play"),
        "pause": say("Pause"),
        "step": say("Step {step} of {last}", step="{step}", last="{last}"),
    }
