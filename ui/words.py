"""What the app says, in the visitor's language: English stands in the code, locale/ has the other languages.

    st.button(say("Undo"))
    say("Test digit {index}, labelled {label}.", index=7, label=3)
    plural("{n} digit", "{n} digits", 7)

The English sentence is the key, as with gettext, and whole: other languages order its values in another way. A sentence
that is not translated yet is said in English. `python -m ui.locale` keeps the catalogues equal to the code.
"""

import tomllib
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mnistcore import MnistCoreError
from mnistcore.errors import Lines, Sentence

LOCALE = Path(__file__).with_name("locale")


class Later(Sentence):
    """An English sentence that is said, in the visitor's language, when it is shown: by `say`, str() or an f-string."""

    values: dict[str, object] = {}

    def __str__(self):
        return say(self)

    def __format__(self, spec):
        return format(say(self), spec)


def later(text, /, **values):
    """Mark a sentence of a constant, or one that is kept from run to run, possibly in several languages."""
    sentence = Later(text)
    sentence.values = values
    return sentence


def say(sentence, /, **values):
    """A sentence in the visitor's language: English text, what `later` returned, or an error of mnistcore.

    values: those of the {names} in it, besides those that the sentence brings along. They are said, too, if they are
    sentences themselves.
    """
    values = getattr(sentence, "values", {}) | values
    english = str.__str__(sentence.text if isinstance(sentence, MnistCoreError) else sentence)
    text = catalogue(language()).get(english) or english
    return text.format(**{name: _said(value) for name, value in values.items()}) if values else text


def plural(one, many, n, /, **values):
    """`say` of the first sentence if n is 1, else of the second; its {n} is n, unless given as text among the values.

    Japanese and Chinese have one form for both, so the catalogues have only `many`.
    """
    return say(one if n == 1 and language() == "en" else many, **{"n": n} | values)


def said(sentences):
    """A dict of sentences as a dict of text. Its `get` is a format_func."""
    return {key: say(sentence) for key, sentence in sentences.items()}


def listed(items):
    """Numbers, names or code, one after the other, as text: "3, 5, 8"."""
    return (", " if language() == "en" else "、").join(map(str, items))


def labelled(label, text):
    """A text behind its label: "Accuracy: 93.5%"."""
    return f"{label}: {text}" if language() == "en" else f"{label}：{text}"


def together(*said):
    """Sentences one after the other, without those that are empty. English alone puts a space between them."""
    return (" " if language() == "en" else "").join(filter(None, said))


def _said(value):
    if isinstance(value, Lines):
        return "\n".join(map(say, value))
    return say(value) if isinstance(value, Sentence | MnistCoreError) else value


def language():
    """The visitor's language, "en", "ja" or "zh", as language.py found it at the start of the page."""
    inside = get_script_run_ctx(suppress_warning=True) is not None
    return st.session_state.get("lang kept", "en") if inside else "en"


@cache
def catalogue(language):
    """The sentences of a language by their English: a dict."""
    if language == "en":
        return {}
    return tomllib.loads((LOCALE / f"{language}.toml").read_text(encoding="utf-8"))
