"""Pages in Japanese and Chinese, and in a language of brackets that shows what cannot be translated."""

import html
import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from mnistcore.speed import machine
from tests.pages.apps import APP, ROOT, draw, page
from tests.ui.components.network_bytes import unpacked
from ui import frame, words

FILES = [page.file for page in (frame.OVERVIEW, *frame.PAGES)]
VISIBLE = {"label", "body", "help", "value", "text", "caption", "placeholder", "options", "content", "delta", "title"}
CODE = re.compile(
    r"`[^`]*`|<style>.*?</style>|<script.*?</script>|:material/\w+:|data:\S+|<code>.*?</code>|{\w+}|rgba\(.*?\)",
    re.DOTALL,
)
TAG = re.compile(r"<[^>]*>")
SPOKEN = re.compile(r"(?:alt|aria-label|title|data-hint|data-value)=[\"']([^\"']*)")
SAME_IN_ALL = {
    "Digit",
    "Lab",
    "MNIST",
    "NumPy",
    "Keras",
    "English",
    "Language",
    "MLP",
    "CNN",
    "Dense",
    "MaxPool",
    "Flatten",
}
SAME_IN_ALL |= {"identity", "relu", "tanh", "sigmoid", "softmax", "flatten", "pooled", "flat"}
SAME_IN_ALL |= {"Conv", "step", "exp", "max", "sum", "patch"}
SAME_IN_ALL |= {"float", "uint", "billion", "million"}


def visitor(file=APP, locale=None, **query):
    """Someone with a browser in this language."""
    at = AppTest.from_file(file, default_timeout=30)
    at.context["locale"] = locale
    at.query_params.update(query)
    at.run()
    assert not at.exception, at.exception
    return at


def title(at):
    return at.title[0].value


EN, JA, ZH = "See how a neural network works", "ニューラルネットワークの仕組みを見る", "看神经网络如何工作"


@pytest.mark.parametrize(
    ("locale", "query", "shown"),
    [
        (None, {}, EN),
        ("de-DE", {}, EN),
        ("ja", {}, JA),
        ("zh-CN", {}, ZH),
        ("zh-Hant-TW", {}, ZH),
        ("ja", {"lang": "zh"}, ZH),
        ("zh-CN", {"lang": "en"}, EN),
        ("ja", {"lang": "fr"}, JA),
    ],
)
def test_the_address_decides_then_the_browser(locale, query, shown):
    at = visitor(locale=locale, **query)
    assert title(at) == shown
    assert at.query_params == {key: value for key, value in query.items() if value != "fr"}


def test_a_click_decides_and_goes_into_the_address_and_all_links():
    at = visitor(locale="ja")
    at.button_group(key="lang").set_value("zh").run()
    assert title(at) == ZH and at.query_params == {"lang": "zh"}
    links = [element.proto for element in at.sidebar if element.type == "page_link"]
    assert links and all("lang=zh" in link.query_string for link in links)
    at.button_group(key="lang").set_value("ja").run()
    assert title(at) == JA and at.query_params == {}


def test_a_language_that_does_not_exist_is_said_in_the_visitor_s_own():
    assert visitor(locale="ja", lang="fr").info[0].value.startswith("このリンク")


def test_another_language_keeps_all_choices():
    at = visitor()
    at.selectbox(key="network").set_value("cnn-plain").run()
    at.button_group(key="lang").set_value("ja").run()
    assert at.selectbox(key="network").value == "cnn-plain"
    assert at.query_params == {"network": "cnn-plain", "lang": "ja"}
    assert any("MNISTだけで学習しました" in caption.value for caption in at.sidebar.caption)


@pytest.mark.parametrize(
    ("locale", "toasts"), [("zh-TW", 1), ("zh-Hant", 1), ("zh-CN", 0), ("zh-Hans-HK", 0), ("ja", 0)]
)
def test_traditional_chinese_browsers_are_told_once_that_it_is_simplified(locale, toasts):
    at = visitor(locale=locale)
    assert len(at.toast) == toasts
    assert len(at.run().toast) == 0


def test_visitors_keep_their_languages():
    visitors = [visitor(locale=locale) for locale in ("en-GB", "ja-JP", "zh-SG")]
    assert [title(at.run()) for at in visitors] == [EN, JA, ZH]


class Brackets(dict):
    """A language that is English in brackets. Values are outside of them: they bring along their own."""

    def get(self, english, default=None):
        return "⟦" + re.sub("{[^{}]*}", r"⟧\g<0>⟦", english) + "⟧"


@pytest.fixture
def brackets(monkeypatch):
    monkeypatch.setattr(words, "catalogue", lambda language: Brackets())
    monkeypatch.setattr(machine, "describe_machine", lambda: machine.Machine("1", 1, "1", 1, "1", "1"))


@pytest.mark.parametrize("file", FILES)
def test_every_word_can_be_translated(file, brackets):
    at = AppTest.from_file(APP, default_timeout=30)
    if file != "app.py":
        at.switch_page(str(ROOT / file))
    at.query_params["network"] = "cnn-plain"
    at.run()
    assert not at.exception and forgotten(at) == set()


def forgotten(at):
    """The English words on the page that no catalogue could translate."""
    found = set()
    for text in texts(at.sidebar, at.main):
        text = CODE.sub(" ", text)
        text = " ".join(map(html.unescape, [TAG.sub(" ", text), *SPOKEN.findall(text)]))
        text = re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
        found |= {word for word in re.findall(r"[A-Za-z]{3,}", text) if word not in SAME_IN_ALL}
    return found


def texts(*nodes):
    """All text that a visitor may see or hear."""
    for node in nodes:
        if isinstance(node, Block):
            yield from texts(*node.children.values())
        if node.type != "code" and node.proto is not None:
            yield from in_message(node.proto)


def in_message(message):
    for field, value in message.ListFields():
        for item in [value] if isinstance(value, str | bytes) or not hasattr(value, "__len__") else value:
            if hasattr(item, "ListFields"):
                yield from in_message(item)
            elif field.name in ("json", "spec"):  # a component of ours, a chart of Plotly's
                yield from in_json(json.loads(item))
            elif isinstance(item, bytes):  # the network view
                yield from in_json(unpacked(item)[0])
            elif isinstance(item, str) and field.name in VISIBLE:
                yield item


def in_json(data, key=""):
    """Sentences, and whatever stands under the name of a visible property."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from in_json(value, key if key == "words" else name)
    elif isinstance(data, list):
        for value in data:
            yield from in_json(value, key)
    elif isinstance(data, str) and (" " in data or key in ("text", "words", "name", "label")):
        yield data


def test_words_in_attributes_and_values_are_found(brackets):
    def script():
        import streamlit as st

        from ui.words import later, say

        st.html('<img alt="Forgotten"><b>Layer</b>')
        st.caption(say("Digit {index}, {kind}", index=1, kind="drawn"), help="Hint")
        st.selectbox(say("Network"), ["one", say(later("two"))])

    assert forgotten(AppTest.from_function(script).run()) == {"Forgotten", "Layer", "drawn", "Hint", "one"}


@pytest.mark.parametrize("digits", [1, 2, 3])
def test_every_word_about_a_drawing_can_be_translated(digits, brackets):
    ink = np.zeros((280, 280), np.uint8)
    for left in range(40, 40 + 80 * digits, 80):
        ink[40:240, left : left + 20] = 255
    at = AppTest.from_file(page("draw_and_predict"), default_timeout=30)
    draw(at, ink)
    at.run()
    assert not at.exception and forgotten(at) == set()
    assert "The selected network" in " ".join(texts(at.main))
