"""Kept drawings as cards: what each was read as. A tap says what it was meant to be, or puts it back on the canvas."""

from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple

import streamlit as st

from ui.components import message, source
from ui.figures import pictures
from ui.words import say

_drawings = st.components.v2.component(
    "digit_lab_drawings",
    html='<ol class="drawings"></ol>',
    css=source.read("drawings.css"),
    js=source.read("drawings.js"),
)


class Card(NamedTuple):
    """One drawing: its number, its image, (28, 28) uint8, what it was read as, in words too, and what was meant."""

    number: int
    image: Any
    guess: Any
    about: str
    meant: Any


def show(key, cards, choices, on_meant, on_open):
    """Show cards in this order, and run again when the pen on the page rests.

    choices: what a drawing can be meant to be, labels by value. on_meant gets a drawing's number and the chosen value,
    on_open the number alone.
    """
    values = {str(value): value for value in choices}
    numbers = {card.number for card in cards}

    def meant():
        sent = st.session_state[key].meant
        number, text = (sent.get("number"), sent.get("meant")) if isinstance(sent, Mapping) else (None, None)
        if message.is_index(number, numbers) and isinstance(text, str) and text in values:
            on_meant(number, values[text])

    def opened():
        number = st.session_state[key].opened
        if message.is_index(number, numbers):
            on_open(number)

    _drawings(
        key=key,
        data={"cards": [_card(card, choices) for card in cards]},
        on_meant_change=meant,
        on_opened_change=opened,
        on_rested_change=lambda: None,
    )


def _card(card, choices):
    """A card for drawings.js: what is on it without what was meant, which changes with a tap."""
    open_it = escape(say("Put drawing {number} back on the canvas", number=card.number))
    buttons = "".join(
        f'<label><input type="radio" name="meant-{card.number}" value="{value}"'
        f"{' class=guess' if value == card.guess else ''}><span>{escape(str(label))}</span></label>"
        for value, label in choices.items()
    )
    html = (
        f'<button type="button" aria-label="{open_it}" title="{open_it}">'
        f'<img src="{pictures.data_uri(card.image)}" alt="" width="56" height="56"></button>'
        f"<p>{escape(card.about)} <span class=right>{escape(say('Correct'))}</span>"
        f"<span class=wrong>{escape(say('Wrong'))}</span></p>"
        f"<fieldset><legend>{escape(say('Meant to be'))}</legend>{buttons}</fieldset>"
    )
    return {"number": card.number, "html": html, "meant": None if card.meant is None else str(card.meant)}
