"""The page of the book's programs, run headless on the built-in sample."""

import json

import numpy as np
import pytest

from mnistcore import load_mnist, load_network
from tests.pages.apps import ROOT, page, run, seed_own_file
from ui.figures import numbers
from ui.programs import catalogue, packed

PAGE = page("book_programs")
DEEPER = {str(way): way for program in catalogue.PROGRAMS for way in program.deeper}
(_, _), (x_test, t_test) = load_mnist(normalize=False, source="sample")


def sent(at):
    """What the stepper is told, with its recording unpacked."""
    data = next(data for each in at.get("bidi_component") if "recording" in (data := json.loads(each.proto.json)))
    return data | {"recording": packed.unpacked(data["recording"])}


def printed(at):
    return "".join(step.get("printed", "") for step in sent(at)["recording"]["steps"])


@pytest.mark.parametrize("name", catalogue.BY_NAME)
def test_every_program_opens_from_its_address(name):
    at = run(PAGE, program=name)
    assert at.selectbox(key="program").value == name
    lines = ["".join(part[0] for part in parts) for parts in sent(at)["recording"]["lines"]]
    assert lines == catalogue.BY_NAME[name].source()[0].splitlines()
    assert at.query_params == ({} if name == "activations" else {"program": name})


def test_a_figure_that_is_not_the_books_is_labelled():
    at = run(PAGE, program="batch")
    accuracy = (load_network("mlp").predict(x_test) == t_test).mean()
    assert printed(at) == f"Accuracy:{accuracy}\n"
    assert f"our MLP on {numbers.count(len(t_test))} test images, not the book's 93.52%" in sent(at)["note"]
    assert sent(run(PAGE, program="axis"))["note"] == ""


def test_a_network_with_other_layers_is_replaced_and_the_page_says_so():
    at = run(PAGE, program="one_by_one", network="cnn")
    assert "has other layers: this program ran with our MLP." in sent(at)["note"]


def test_a_learners_own_network_is_counted():
    random = np.random.default_rng(0)
    weights = {f"W{k}": random.normal(size=shape) for k, shape in ((1, (784, 5)), (2, (5, 6)), (3, (6, 10)))}
    at = run(PAGE, program="batch")
    seed_own_file(at, **weights, b1=np.zeros(5), b2=np.zeros(6), b3=np.zeros(10))
    at.selectbox(key="network").set_value("own").run()
    assert not at.exception and "mine.npz" in sent(at)["note"]
    W1 = next(value for value in sent(at)["recording"]["values"] if value.get("shape") == [784, 5])
    assert len(W1["tiles"]) == 5


def test_a_program_is_broken_and_mended():
    at = run(PAGE, program="batch", broken="swapped")
    data = sent(at)
    step = data["recording"]["steps"][data["start"] - 1]
    assert step["error"] == ["ValueError", "shapes (784,50) and (100,784) not aligned: 50 (dim 1) != 100 (dim 0)"]
    assert data["changed"] == step["line"]
    at.button_group(key="broken").set_value("no").run()
    assert sent(at)["changed"] is None and "Accuracy" in printed(at) and at.query_params == {"program": "batch"}


def test_predicting_is_a_choice_in_the_address():
    at = run(PAGE, program="batch")
    assert not sent(at)["predict"]
    at.toggle(key="predict").set_value(True).run()
    assert sent(at)["predict"] and at.query_params == {"program": "batch", "predict": "true"}


def test_another_program_forgets_what_was_broken():
    at = run(PAGE, program="batch", broken="axis")
    at.selectbox(key="program").set_value("softmax").run()
    assert at.query_params == {"program": "softmax"} and sent(at)["changed"] is None
    at.selectbox(key="program").set_value("axis").run()
    assert "broken" not in [group.key for group in at.button_group] and not at.exception


@pytest.mark.parametrize("way", DEEPER.values(), ids=lambda way: f"{way.file}-{way.lines[0]}")
def test_a_link_leads_deeper_and_that_page_opens_as_asked(way):
    at = run(str(ROOT / way.file), **{key: value.format(i=24) for key, value in way.query.items()})
    assert not at.info and not at.error


@pytest.mark.parametrize("program", [program for program in catalogue.PROGRAMS if program.deeper], ids=lambda p: p.name)
def test_links_stand_at_lines_of_their_program(program):
    at = run(PAGE, program=program.name, network="mlp-plain", lang="ja")
    links = sent(at)["links"]
    assert len(links) == len(program.deeper)
    for link in links:
        assert link["lines"] and "lang=ja" in link["address"]
        assert link["address"].split("?")[0] in ("layer_activations", "dataset_explorer", "batch_timing")


def test_the_inputs_of_the_small_network_are_sliders_and_in_the_address():
    at = run(PAGE, program="three_layers", x1="-1.5")
    assert [slider.value for slider in at.slider] == [-1.5, 0.5]
    assert "[ 0.05 -0.05 -0.15]" in printed(at) and ">−1.500<" in sent(at)["drawing"]
    at.slider(key="x1").set_value(1.0).run()
    assert "[0.31682708 0.69627909]" in printed(at) and at.query_params == {"program": "three_layers"}
    at.slider(key="x2").set_value(-2.0).run()
    assert at.query_params == {"program": "three_layers", "x2": "-2"}
    at.selectbox(key="program").set_value("axis").run()
    assert not at.slider and at.query_params == {"program": "axis"} and not sent(at)["drawing"]


@pytest.mark.parametrize(
    "query",
    [{"program": "nonsense"}, {"program": "batch", "broken": "no-maximum"}, {"program": "three_layers", "x1": "inf"}],
)
def test_what_makes_no_sense_in_the_address_is_said(query):
    at = run(PAGE, **query)
    assert len(at.info) == 1 and sent(at)["changed"] is None
