"""Batch timing, run headless, by a clock that moves on by a tenth of a second at every look."""

import json
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from mnistcore import Dense, Network, load_mnist, load_network, softmax, timing
from tests.pages.apps import page, run, seed_own_file

PAGE = page("batch_timing")
WEIGHTS = {"W1": np.random.default_rng(0).normal(size=(784, 10)).astype(np.float32), "b1": np.zeros(10, np.float32)}
SMALL = Network([Dense(WEIGHTS["W1"], WEIGHTS["b1"], softmax)])
(_, _), (x_test, t_test) = load_mnist(source="sample", normalize=False)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """By this clock every timed run takes 0.1 s, however much is run; it counts how often it was looked at."""
    clock = SimpleNamespace(looks=0)

    def perf_counter():
        clock.looks += 1
        return clock.looks / 10

    monkeypatch.setattr(timing, "time", SimpleNamespace(perf_counter=perf_counter))
    return clock


def run_small(**query):
    """The page with a network of one layer, which is quick, as if a learner had uploaded it."""
    at = AppTest.from_file(PAGE, default_timeout=30)
    seed_own_file(at, **WEIGHTS)
    for key, value in {"network": "own file", **query}.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception and not at.error
    return at


def button(at, label):
    return next(button for button in at.button if button.label == label)


def metrics(at):
    return {metric.label: metric.value for metric in at.metric}


def html(at):
    return " ".join(element.proto.body for element in at.get("html"))


def words(at):
    return " ".join(element.value for element in (*at.markdown, *at.caption))


def curve(at):
    """The traces of the chart by name."""
    (chart,) = at.get("plotly_chart")
    return {trace["name"]: trace for trace in json.loads(chart.proto.spec)["data"] if "name" in trace}


def test_the_figures():
    at = run(PAGE)
    right = load_network("mlp").predict(x_test) == t_test
    assert at.select_slider(key="batch").value == 100
    assert metrics(at) == {
        "All 4,000 images": "100 ms",
        "One image": "25.0 µs",
        "Images a second": "40,000",
        "Faster than one by one": "5.00 ×",  # a fifth of the images, one by one, took as long as all in batches
        "Accuracy": f"{100 * right.mean():.2f} %",
    }
    assert f"{right.sum():,} read correctly" in [metric.delta for metric in at.metric]
    assert "all 4,000 images in batches of 100, then another 1/5 of them one by one, 5 times over" in words(at)


@pytest.mark.parametrize(("size", "batches"), [(1, "4,000 batches."), (2000, "2 batches."), (4000, "One batch.")])
def test_a_size_in_the_address(size, batches):
    at = run_small(batch=str(size))
    assert at.select_slider(key="batch").value == size
    for shape in (f"({size}, 784)", "(784, 10)", f"({size}, 10)"):
        assert shape in html(at)
    assert batches in words(at)
    assert metrics(at)["Accuracy"] == f"{100 * np.mean(SMALL.predict(x_test) == t_test):.2f} %"
    assert metrics(at)["Faster than one by one"] == ("1.00 ×" if size == 1 else "5.00 ×")


@pytest.mark.parametrize("batch", ["0", "3", "nonsense", "", "10000"])
def test_what_makes_no_sense_in_the_address_is_ignored(batch):
    assert run_small(batch=batch).select_slider(key="batch").value == 100


def test_every_move_is_a_run_and_nothing_else_is(clock):
    at = run_small()
    for change, looks in (
        (lambda: at.select_slider(key="batch").set_value(1000), 20),
        (lambda: None, 0),
        (lambda: at.select_slider(key="batch").set_value(100), 20),
        (lambda: button(at, "Measure again").click(), 20),
        (lambda: at.select_slider(key="batch").set_value(1), 4),
    ):
        before = clock.looks
        change()
        at.run()
        assert not at.exception
        assert clock.looks - before == looks


def test_the_curve_has_every_size_and_stays():
    at = run_small()
    assert not at.get("plotly_chart")
    button(at, "Measure all batch sizes").click().run()
    assert not at.exception
    assert curve(at)["median"]["text"][3].startswith("batch size 10<br>median 100.0 ms, 100.0 to 100.0 ms<br>25.0 µs")
    assert len(curve(at)["median"]["text"]) == 12
    assert f"Accuracy at all 12 sizes: {metrics(at)['Accuracy']}" in words(at)
    assert at.get("download_button")[0].proto.label == "Download as CSV"
    at.select_slider(key="batch").set_value(500).run()
    assert "batch size 500" in curve(at)["the slider"]["hovertemplate"]
    at.selectbox(key="activation").set_value("relu").run()
    assert not at.exception
    assert not at.get("plotly_chart")  # this is another network, and that was not its curve
    at.selectbox(key="activation").set_value("sigmoid").run()
    assert curve(at)


def test_another_visitors_measurement_is_waited_for(monkeypatch):
    inside, leave, said = threading.Event(), threading.Event(), []

    def hold(done, total):
        inside.set()
        leave.wait(30)

    other = threading.Thread(target=timing.time_batch_sizes, args=(SMALL, x_test[:10], [10], 1, hold))

    def info(self, text, **options):
        said.append(text)
        leave.set()
        other.join(30)

    monkeypatch.setattr(DeltaGenerator, "info", info)
    other.start()
    assert inside.wait(30)
    at = run_small()
    assert len(said) == 1 and said[0].startswith("Waiting for another visitor's measurement")
    assert metrics(at)["Faster than one by one"] == "5.00 ×"
    assert not timing.busy()


def test_the_machine_is_named():
    text = words(run_small())
    machine = timing.describe_machine()
    for fact in (
        machine.processor,
        machine.blas,
        f"held to 1 of {machine.blas_threads} threads",
        machine.numpy,
        "uint8",
    ):
        assert fact in text


def test_full_mnist_and_back_to_the_sample(mnist_dir, monkeypatch):
    monkeypatch.setenv("MNISTCORE_DATA", str(mnist_dir))
    at = run_small(data="mnist", batch="10000")
    assert metrics(at)["All 10,000 images"] == "100 ms"
    assert "(10000, 784)" in html(at)
    at.get_by_key("data").set_value("sample").run()
    assert not at.exception
    assert at.select_slider(key="batch").value == 4000  # the nearest that the sample has
    assert "(4000, 784)" in html(at)


def test_convolutions_are_timed_on_a_part_that_is_drawn_by_lot(monkeypatch):
    weights = {"W1": np.ones((9, 9, 1, 1)), "b1": np.zeros(1), "W2": np.ones((100, 10)), "b2": np.zeros(10)}
    monkeypatch.setattr("tests.pages.test_batch_timing.WEIGHTS", weights)
    at = run_small()
    assert "300 test digits" in " ".join(caption.value for caption in at.caption)
    assert at.metric[0].label == "All 300 images"
    assert "windows of x" in " ".join(element.proto.body for element in at.get("html"))
