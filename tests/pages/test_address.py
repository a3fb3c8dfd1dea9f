"""The address of every page says what the screen shows, whatever was chosen: random visitors try it."""

import json
from random import Random
from urllib.parse import parse_qsl

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element, Widget

from mnistcore.speed import timing
from tests.pages.apps import APP, ROOT
from ui import frame, url_state

FILES = [page.file for page in (frame.OVERVIEW, *frame.PAGES)]
CHOICES = "button_group", "selectbox", "number_input", "toggle", "slider", "select_slider", "pagination", "button"
ACTIONS = (
    "Measure",
    "Compare",
    "Copy",
    "Insert",
    "Undo",
    "Clear",
    "Download",
    "On the canvas",
)  # buttons that are no choices


@pytest.fixture(autouse=True)
def nothing_but_choices(monkeypatch):
    """The sample alone, the same random digit for all, and no time measured."""

    def all_at_once(network, images, size, *_, **__):
        run = timing.BatchTiming(size, len(images), (1.0,), np.zeros(len(images), int))
        return run, run

    monkeypatch.setenv("MNISTCORE_DATA", "")
    monkeypatch.setattr(timing, "time_against_one_by_one", all_at_once)


class Visitor:
    """Someone who makes random choices on a page, and follows random links of its menu."""

    def __init__(self, seed, file):
        self.random, self.file, self.at, self.did = Random(seed), file, opened(file), []

    def choose(self):
        widget = self.random.choice(choices(self.at))
        if widget.type == "button":
            self.did.append(widget.key or widget.label)
            widget.click().run()
        else:
            value = self.random.choice(values(widget))
            self.did.append(f"{widget.key}={value}")
            widget.set_value(value).run()
        assert not self.at.exception, (self.did, self.at.exception)

    def follow_a_link(self):
        links = [element.proto for element in self.at.sidebar if element.type == "page_link"]
        link, self.file = self.random.choice(list(zip(links, FILES, strict=True)))
        self.did.append(f"{link.page}?{link.query_string}")
        self.at.query_params = dict(parse_qsl(link.query_string))
        self.at.switch_page(str(ROOT / self.file)).run()
        assert not self.at.exception, (self.did, self.at.exception)


def opened(file, query=()):
    """The page with this address, in a new session."""
    at = AppTest.from_file(APP, default_timeout=30)
    if file != frame.OVERVIEW.file:
        at.switch_page(str(ROOT / file))
    at.query_params.update(query)
    at.run()
    assert not at.exception, at.exception
    return at


def choices(at):
    widgets = [w for kind in CHOICES for w in at.get(kind) if not w.disabled and w.key != "lang"]  # that changes labels
    return [widget for widget in widgets if not (widget.type == "button" and widget.label.startswith(ACTIONS))]


def values(widget):
    """The values that a visitor can give to a widget. The sidebar's slow networks are left out."""
    match widget.type:
        case "toggle":
            return [not widget.value]
        case "pagination":
            return range(1, widget.num_pages + 1)
        case "number_input" | "slider":
            return np.arange(widget.min, widget.max + widget.step / 2, widget.step).round(1).tolist()
    by_label = {label: value for value, label in getattr(widget.format_func, "__self__", {}).items()}
    return [by_label.get(label, label) for label in widget.options if "only" not in label]


def screen(at):
    """All that is on the page: the values of widgets, and the other elements."""
    return [described(node) for part in (at.sidebar, at.main) for node in part if isinstance(node, Element)]


def described(element):
    if element.type == "button":
        return element.label, element.disabled
    if isinstance(element, Widget):
        return element.type, element.key, element.value, getattr(element, "options", None)
    if element.type == "bidi_component":
        data = json.loads(element.proto.json) if element.proto.json else element.proto.bytes
        if isinstance(data, dict):  # without what tells one sheet of the canvas from another
            data = {name: value for name, value in data.items() if name not in ("canvas", "sheet", "version")}
        return data
    return str(element.proto)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("file", FILES)
def test_the_address_says_what_the_screen_shows(file, seed, monkeypatch):
    visitor, entries = Visitor(f"{file} {seed}", file), []
    for _ in range(3):
        visitor.follow_a_link() if visitor.random.random() < 0.25 else visitor.choose()
        address = visitor.at.query_params
        entries.append((visitor.file, address, screen(visitor.at)))
        assert screen(opened(visitor.file, address)) == screen(visitor.at), (visitor.did, address)
        assert all(text == text.lower() and text.isascii() and " " not in text for text in address.values()), address
    monkeypatch.setattr(url_state, "went_through_history", lambda: True)
    for file, address, shown in reversed(entries):
        visitor.at.query_params = address
        visitor.at.switch_page(str(ROOT / file)).run()
        assert visitor.at.query_params == address, visitor.did
        assert screen(visitor.at) == shown, (visitor.did, address)


@pytest.mark.parametrize(
    ("page", "asked", "words", "shown"),
    [
        (
            "app",
            "network=foo",
            "is one of mlp, cnn, mlp-plain, mlp-relu, mlp-tanh, cnn-plain, cnn-article, book, own",
            "mlp",
        ),
        ("app", "digit=99999", "goes from 0 to 3,999", "0"),
        ("pages/draw_and_predict", "brush=9", "is one of 8, 10, 12, …, 40", "20"),
        ("pages/dataset_explorer", "page=101", "goes from 1 to 100", "1"),
        ("pages/layer_activations", "neuron=50", "goes from 0 to 49", "0"),
        ("pages/why_this_class", "patch=2", "is one of 1, 3, 5", "3"),
        ("pages/batch_timing", "batch=3", "is one of 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 4000", "100"),
    ],
)
def test_an_unknown_value_is_said_to_be_unknown_and_the_address_is_corrected(page, asked, words, shown):
    key, text = asked.split("=")
    at = opened(f"{page}.py", {key: text})
    assert at.info[0].value == f"This link asks for `{asked}`, but `{key}` {words}. It opened with {shown} instead."
    assert at.query_params == {}


def test_the_overviews_digit_goes_with_the_visitor():
    at = opened("app.py", {"split": "train", "digit": "12"})
    at.query_params = {}
    at.switch_page(str(ROOT / "pages/layer_activations.py")).run()
    assert at.query_params == {"split": "train", "digit": "12"}
    at.number_input(key="digit").set_value(13).run()
    at.query_params = {}
    at.switch_page(APP).run()
    assert at.query_params == {"split": "train", "digit": "13"}
    assert any("Train digit 13, labelled" in text.value for text in at.markdown)
