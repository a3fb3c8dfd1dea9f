"""The dataset explorer, run headless on the sample: what it shows is what the library returns."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnistcore import evaluate, load_mnist, load_network
from mnistcore.files.label_errors import REJECTED_LABELS
from tests.pages.apps import APP, told
from ui.figures import arrays

(x_train, t_train), (x_test, t_test) = load_mnist(source="sample", normalize=False)
MISTAKES = evaluate(load_network("mlp"), x_test, t_test).mistakes


def explorer(**query):
    """The page, with `query` in its address, as a page of the app: its links look for the other pages."""
    at = AppTest.from_file(APP, default_timeout=30).switch_page("pages/dataset_explorer.py")
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception, at.exception
    return at


def sent(at, key):
    """What a component of our own gets to show: the one whose data has this key."""
    return next(data for data in told(at) if key in data)


def gallery(at):
    return sent(at, "digits")


def count(at):
    return next(c.value for c in at.caption if c.value.endswith(" digits"))


def heading(at):
    return next(m.value for m in at.markdown if m.value.startswith("## "))


def html(at):
    return " ".join(element.proto.body for element in at.get("html"))


def press(at, label):
    next(button for button in at.button if button.label == label).click().run()
    assert not at.exception, at.exception
    return at


def returned(at):
    """The table of arrays: name -> its other cells, as text."""
    table = next(
        element.proto.body for element in at.get("html") if element.proto.body.startswith('<div class="arrays"')
    )
    rows = re.findall("<tr>(<td>.*?)</tr>", re.sub("</?code>", "", table))
    return {name: cells for name, *cells in (cells_of(row) for row in rows)}


def cells_of(row):
    return [re.sub("</?code>", "", cell) for cell in re.findall("<td>(.*?)</td>", row)]


@pytest.mark.parametrize("normalize", [True, False])
@pytest.mark.parametrize("flatten", [True, False])
def test_the_switches_show_what_load_mnist_returns(normalize, flatten):
    at = explorer()
    for key, value in {"normalize": normalize, "flatten": flatten, "one_hot_label": flatten}.items():
        at.toggle(key=key).set_value(value)
    at.run()
    call = f"load_mnist(normalize={normalize}, flatten={flatten}, one_hot_label={flatten}, source='sample')"
    assert at.code[0].value == f"(x_train, t_train), (x_test, t_test) = {call}"
    (x, t), _ = load_mnist(normalize, flatten, flatten, source="sample")
    for name, array in {"x_train": x, "t_train": t}.items():
        shape, dtype, values, _, first = returned(at)[name]
        assert (shape, dtype) == (str(array.shape), str(array.dtype))
        assert values == f"{array.min():g} to {array.max():g}"
        index, numbers = re.fullmatch(rf"{name}\[(.*)\] → (.*)", first).groups()
        np.testing.assert_allclose(np.array(numbers.split(), float), eval(f"array[{index}]"), rtol=5e-3)


def test_the_gallery_shows_the_mistakes_with_the_networks_guess():
    at = explorer(reading="wrong")
    assert count(at) == f"{len(MISTAKES)} of 4,000 test digits"
    shown, guesses = gallery(at)["digits"], load_network("mlp").predict(x_test[MISTAKES[:40]])
    assert [digit["index"] for digit in shown] == MISTAKES[:40].tolist()
    assert [(digit["label"], digit["guess"]) for digit in shown] == list(
        zip(t_test[MISTAKES[:40]], guesses, strict=True)
    )
    guess = guesses[0]
    assert heading(at).startswith(f"## Labelled {t_test[MISTAKES[0]]}, predicted {guess}")


def test_split_and_label_choose_what_is_shown():
    at = explorer(split="train")
    at.pills(key="label").set_value("7").run()
    sevens = np.flatnonzero(t_train == 7)
    assert count(at) == f"{len(sevens)} of 1,000 train digits"
    assert at.number_input(key="digit").value == sevens[0]


def test_another_language_keeps_the_choices_and_says_them():
    at = explorer(reading="wrong", label="7")
    at.button_group(key="lang").set_value("ja").run()
    assert not at.exception, at.exception
    assert at.query_params == {"reading": "wrong", "label": "7", "lang": "ja"}
    labels = [option.content for option in at.button_group(key="reading").proto.options]
    assert labels == ["すべて", "正解", "不正解"]
    assert gallery(at)["words"]["digit"] == "画像{index}、ラベルは{label}、予測は{guess}"


def test_a_digit_is_shown_large_with_its_numbers():
    at = explorer(digit="12")
    assert gallery(at)["chosen"] == 12
    assert heading(at).startswith(f"## Labelled {t_test[12]}, ")
    assert sent(at, "notes")["notes"] == [
        f"row {i // 28}, column {i % 28}\nx[{i}] = {value}" for i, value in enumerate(x_test[12])
    ]
    assert arrays.grid(x_test[12]) in html(at)


def test_next_and_previous_go_through_the_chosen_digits_and_the_gallery_follows():
    at = explorer(reading="wrong", digit=str(MISTAKES[39]))
    press(at, "Next")
    assert at.number_input(key="digit").value == MISTAKES[40]
    assert gallery(at)["chosen"] == MISTAKES[40]
    press(at, "Previous")
    assert gallery(at)["chosen"] == MISTAKES[39]


def test_a_digit_in_the_address_is_shown_on_its_page_of_the_gallery():
    at = explorer(digit="3999")
    assert at.number_input(key="digit").value == 3999
    assert gallery(at)["chosen"] == 3999


def test_a_digit_outside_the_filters_is_said_to_be_there():
    label = int(t_test[3])
    for at, is_outside in (
        (explorer(digit="3", label=str(label)), False),
        (explorer(digit="3", label=str(9 - label)), True),
    ):
        assert any("doesn't match the filters" in caption.value for caption in at.caption) == is_outside


@pytest.mark.parametrize(
    "query",
    [
        {"digit": "4000"},
        {"digit": "-1"},
        {"digit": "seven"},
        {"digit": "", "label": "", "reading": "", "split": ""},
        {"split": "both", "label": "10", "reading": "doubted", "normalize": "perhaps"},
    ],
)
def test_what_makes_no_sense_in_the_address_is_passed_over(query):
    at = explorer(**query)
    assert at.number_input(key="digit").value == 0
    assert count(at) == "4,000 of 4,000 test digits"


def test_a_choice_that_no_digit_meets_says_so(monkeypatch):
    perfect = SimpleNamespace(predictions=t_test)
    monkeypatch.setattr("ui.resources.evaluate", lambda *_: perfect)
    at = explorer(reading="wrong", label="1")
    assert "No digit matches" in at.info[0].value


def test_the_digit_goes_onto_the_canvas_and_is_a_drawing_from_then_on():
    at = explorer(digit="5")
    press(at, "Copy this digit to the canvas")
    at.switch_page("pages/why_this_class.py").run()
    assert any(markdown.value.startswith("Your drawing.") for markdown in at.markdown)
    at.switch_page("pages/draw_and_predict.py").run()
    assert f"Test digit 5, labelled {t_test[5]}." in sent(at, "beside")["beside"]


def test_all_784_numbers_are_written_in_their_order():
    row = np.arange(784).astype(np.uint8)
    words = re.sub("<.*?>", "", arrays.grid(row)).split()
    assert [int(word) for word in words] == row.tolist()


def test_rejected_labels_are_those_of_mnist(mnist_dir):
    _, (_, t) = load_mnist(normalize=False, data_dir=mnist_dir)
    assert {i: int(t[i]) for i in REJECTED_LABELS} == {i: rejected.given for i, rejected in REJECTED_LABELS.items()}


def test_a_doubted_label_says_what_people_saw(mnist_dir, monkeypatch):
    monkeypatch.setenv("MNISTCORE_DATA", str(mnist_dir))
    at = explorer(data="mnist", reading="doubted", digit="947")
    assert count(at) == f"{len(REJECTED_LABELS)} of 10,000 test digits"
    assert "the label 8. They agreed on 9 instead." in at.info[0].value
