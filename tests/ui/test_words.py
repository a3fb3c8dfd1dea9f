"""What `say` makes of sentences, values and errors, in the visitor's language."""

import copy

import pytest

from mnistcore import WeightsError
from mnistcore.errors import Lines, Sentence
from ui import words
from ui.words import later, plural, said, say, together

JA = {
    "Undo": "元に戻す",
    "Digit {index}, labelled {label}": "ラベル{label}の数字{index}",
    "{n} digits": "数字{n}個",
    "the file": "ファイル",
    "Cannot use {name}. {problem}": "{name}は使えません。{problem}",
    "Expected {most:,} bytes.": "{most:,}バイトが必要です。",
}
ERROR = WeightsError("Cannot use {name}. {problem}", name=Sentence("the file"), problem=WeightsError("No {n}.", n=1))


@pytest.fixture
def japanese(monkeypatch):
    monkeypatch.setattr(words, "language", lambda: "ja")
    monkeypatch.setattr(words, "catalogue", lambda language: JA)


def test_english_is_said_as_it_stands():
    assert say("Digit {index}, labelled {label}", index=7, label=3) == "Digit 7, labelled 3"
    assert [plural("{n} digit", "{n} digits", n) for n in (1, 2)] == ["1 digit", "2 digits"]
    assert plural("{n} digit", "{n} digits", 1234, n="1,234") == "1,234 digits"
    assert say("a{b}.npz") == "a{b}.npz"
    assert say(ERROR) == str(ERROR) == "Cannot use the file. No 1."
    assert together("One.", "", "Two.") == "One. Two."


def test_a_translation_may_order_the_values_in_its_own_way(japanese):
    assert say("Digit {index}, labelled {label}", index=7, label=3) == "ラベル3の数字7"
    assert [plural("{n} digit", "{n} digits", n) for n in (1, 2)] == ["数字1個", "数字2個"]
    assert said({"a": later("Undo"), "b": "MNIST"}) == {"a": "元に戻す", "b": "MNIST"}
    assert together("一。", "", "二。") == "一。二。"


def test_what_is_not_translated_is_said_in_english(japanese):
    assert say("Next") == "Next"


def test_a_sentence_for_later_is_said_when_it_is_shown(japanese):
    sentence = later("Digit {index}, labelled {label}", index=7)
    assert say(sentence, label=3) == "ラベル3の数字7"
    assert str(later("Undo")) == f"{later('Undo')}" == "元に戻す"
    assert later("Undo") == "Undo"


def test_an_error_is_said_with_the_sentences_and_errors_in_it(japanese):
    assert say(ERROR) == "ファイルは使えません。No 1."
    assert say("{lines}", lines=Lines([later("Undo"), ERROR])) == "元に戻す\nファイルは使えません。No 1."
    assert say(copy.copy(ERROR)) == say(ERROR)
    assert say(WeightsError("Expected {most:,} bytes.", most=1234)) == "1,234バイトが必要です。"
