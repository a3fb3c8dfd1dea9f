"""Batch timing, run headless, by a clock that moves on by a tenth of a second at every look."""

import csv
import io
import json
import re
import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.testing.v1 import AppTest

from mnistcore import Dense, Network, load_mnist, load_network, softmax
from mnistcore.errors import EngineMissingError, InputError
from mnistcore.speed import engines, roofline, timing
from mnistcore.speed.machine import describe_machine
from tests.pages.apps import page, run, seed_own_file
from tests.pages.test_language import Brackets, forgotten
from ui import words as ui_words
from ui.figures.numbers import percent
from ui.timing import bounds, timing_csv

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
    monkeypatch.setattr(timing, "WARM_UP_SECONDS", 0)
    return clock


def run_small(name="mine.npz", **query):
    """The page with a network of one layer, which is quick, as if a learner had uploaded it."""
    at = AppTest.from_file(PAGE, default_timeout=30)
    seed_own_file(at, name, **WEIGHTS)
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
    return chart(at, "Milliseconds")


def chart(at, alt):
    """The traces by name of the chart whose description begins so; None where there is no such chart."""
    for element in at.get("plotly_chart"):
        if element.proto.alt.startswith(alt):
            return {trace["name"]: trace for trace in json.loads(element.proto.spec)["data"] if "name" in trace}
    return None


@pytest.fixture
def file(monkeypatch):
    """The lines of the CSV file that the page offers, as dicts: of its latest run the last."""
    files, as_csv = [], timing_csv.as_csv
    monkeypatch.setattr(timing_csv, "as_csv", lambda *arguments: files.append(as_csv(*arguments)) or files[-1])
    return lambda: list(csv.DictReader(io.StringIO(files[-1])))


def only(lines, what):
    return [line for line in lines if line["what"] == what]


def test_a_spreadsheet_does_not_run_the_name_of_a_file(monkeypatch):
    subjects, as_csv = [], timing_csv.as_csv
    monkeypatch.setattr(timing_csv, "as_csv", lambda subject: subjects.append(subject) or as_csv(subject))
    run_small("=1+1.npz")
    (subject,) = subjects
    for name in ("=1+1.npz", "+1.npz", "-1.npz", "@SUM(A1).npz", "\t=1.npz", "\r=1.npz", "mine.npz", "a=1.npz"):
        named = replace(subject, model=subject.model._replace(name=name))
        networks = {line["network"] for line in csv.DictReader(io.StringIO(as_csv(named)))}
        assert networks == {f"'{name}" if name[0] in "=+-@\t\r" else name}


def test_the_figures():
    at = run(PAGE)
    right = load_network("mlp").predict(x_test) == t_test
    assert at.select_slider(key="batch").value == 100
    assert metrics(at) == {
        "All 4,000 images": "100 ms",
        "Per image": "25.0 µs",
        "Images per second": "40,000",
        "Speed-up": "5.00 ×",  # a fifth of the images, one by one, took as long as all in batches
        "Accuracy": percent(right.mean()),
    }
    assert f"{right.sum():,} correct" in [metric.delta for metric in at.metric]
    assert (
        "5 passes over all 4,000 images in batches of 100 and, after each pass, runs a fifth of them one by one"
        in words(at)
    )


@pytest.mark.parametrize(("size", "batches"), [(1, "4,000 batches."), (2000, "2 batches."), (4000, "One batch.")])
def test_a_size_in_the_address(size, batches):
    at = run_small(batch=str(size))
    assert at.select_slider(key="batch").value == size
    for shape in (f"({size}, 784)", "(784, 10)", f"({size}, 10)"):
        assert shape in html(at)
    assert batches in words(at)
    assert metrics(at)["Accuracy"] == percent(np.mean(SMALL.predict(x_test) == t_test))
    assert metrics(at)["Speed-up"] == ("1.00 ×" if size == 1 else "5.00 ×")


@pytest.mark.parametrize("batch", ["0", "3", "nonsense", "", "10000"])
def test_what_makes_no_sense_in_the_address_is_ignored(batch):
    assert run_small(batch=batch).select_slider(key="batch").value == 100


def test_every_move_is_a_run_and_nothing_else_is(clock):
    at = run_small()
    for change, looks in (
        (lambda: at.select_slider(key="batch").set_value(1000), 23),
        (lambda: None, 0),
        (lambda: at.select_slider(key="batch").set_value(100), 23),
        (lambda: button(at, "Measure again").click(), 23),
        (lambda: at.select_slider(key="batch").set_value(1), 7),
    ):
        before = clock.looks
        change()
        at.run()
        assert not at.exception
        assert clock.looks - before == looks


def test_the_curve_has_every_size_and_stays():
    at = run_small()
    assert not curve(at)
    button(at, "Measure all batch sizes").click().run()
    assert not at.exception
    notes = curve(at)["median"]["hovertext"]
    assert notes[3].startswith("batch size 10<br>median 100.0 ms, 100.0 to 100.0 ms<br>25.0 µs")
    assert len(notes) == 12
    assert "Fastest here: **batch size " in words(at)
    assert f"Accuracy at all 12 sizes: {metrics(at)['Accuracy']}" in words(at)
    at.select_slider(key="batch").set_value(500).run()
    assert "batch size 500" in curve(at)["latest slider run"]["hovertext"][0]
    at.selectbox(key="activation").set_value("relu").run()
    assert not at.exception
    assert not curve(at)  # this is another network, and that was not its curve
    at.selectbox(key="activation").set_value("sigmoid").run()
    assert curve(at)


def test_another_visitors_measurement_is_waited_for(monkeypatch):
    inside, leave, said = threading.Event(), threading.Event(), []

    def hold(done, total, timings):
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
    assert len(said) == 1 and said[0].startswith("Waiting for other work to finish")
    assert metrics(at)["Speed-up"] == "5.00 ×"
    assert not timing.busy()


def test_the_download_says_what_it_is_for():
    (download,) = run_small().get("download_button")
    assert "spreadsheet" in download.proto.help


def test_the_machine_is_named():
    text = words(run_small())
    machine = describe_machine()
    for fact in (
        machine.processor,
        machine.blas,
        "with one thread",
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


def test_convolutions_are_timed_on_a_part_that_is_chosen_at_random(monkeypatch):
    weights = {"W1": np.ones((9, 9, 1, 1)), "b1": np.zeros(1), "W2": np.ones((100, 10)), "b2": np.zeros(10)}
    monkeypatch.setattr("tests.pages.test_batch_timing.WEIGHTS", weights)
    at = run_small()
    assert "a random sample of the test set" in words(at)
    assert at.metric[0].label == "300 of 4,000 images"
    assert "5 passes over 300 of 4,000 images in batches of 100" in words(at)
    assert "windows of x" in " ".join(element.proto.body for element in at.get("html"))


BUTTONS = {
    "sweep": "Measure all batch sizes",
    "limits": "Measure this computer's limits",
    "engines": "Compare the engines",
    "types": "Compare data types",
}


def measure(at, *names):
    for name in names:
        button(at, BUTTONS[name]).click().run()
        assert not at.exception and not at.error
        assert not timing.busy()


@pytest.mark.parametrize("name", BUTTONS)
def test_nothing_long_is_measured_unasked(name, monkeypatch):
    for function in ("time_batch_sizes", "time_engines"):
        monkeypatch.setattr(timing, function, None)
    monkeypatch.setattr(roofline, "measure_limits", None)
    at = run_small()
    assert button(at, BUTTONS[name])
    assert not at.get("plotly_chart")
    assert [button.label for button in at.button if button.label == "Stop"] == []


IN_FILE = {"sweep": "all batch sizes", "engines": "engines", "types": "number types"}


def measure_and_stop(at, name, monkeypatch):
    """Stop, any other wish and a closed page all end a run of the page at its next call of Streamlit."""
    progress, calls = DeltaGenerator.progress, []

    def stopped(self, value, text=None, **options):
        calls.append(text)
        if text.startswith("Run 2 "):
            assert timing.busy()
            raise StopException
        return progress(self, value, text, **options)

    with monkeypatch.context() as patch:
        patch.setattr(DeltaGenerator, "progress", stopped)
        button(at, BUTTONS[name]).click().run()
    assert not at.exception
    assert calls[-1].startswith("Run 2 of ")
    assert not timing.busy()
    button(at, "Stop").click().run()
    assert len([b for b in at.button if b.label == "Stop"]) == 0


@pytest.mark.parametrize("name", IN_FILE)
def test_what_was_measured_until_it_is_stopped_is_kept(name, monkeypatch, some_engines, file):
    at = run_small()
    measure_and_stop(at, name, monkeypatch)
    if name == "sweep":
        assert "Stopped after 2 of 60 runs." in words(at)
    assert [line["runs"] for line in only(file(), IN_FILE[name])] == ["1", "1"]


@pytest.mark.parametrize("name", IN_FILE)
def test_an_earlier_result_stays_when_a_new_measurement_is_stopped(name, monkeypatch, some_engines, file):
    monkeypatch.setattr(timing, "log_spaced_batch_sizes", lambda total: [100, total])
    at = run_small()
    measure(at, name)
    before = only(file(), IN_FILE[name])
    measure_and_stop(at, name, monkeypatch)
    assert only(file(), IN_FILE[name]) == before
    measure(at, name)
    assert len(only(file(), IN_FILE[name])) == len(before)


@pytest.fixture
def some_engines(monkeypatch):
    """Three engines that work, one that is not installed, one that cannot run the network."""

    def off_by(difference):
        return lambda network, threads: lambda images, size: network.predict_proba(images, size) + difference

    def missing(network, threads):
        raise EngineMissingError("not installed")

    def unable(network, threads):
        raise InputError("no such layer")

    working = {"one by one": off_by(0), "NumPy": off_by(np.float32(0.25)), "other": off_by(0)}
    monkeypatch.setattr(engines, "ENGINES", working | {"absent": missing, "unable": unable})


def test_engines_side_by_side(some_engines, file):
    at = run_small(batch="50")
    measure(at, "engines")
    table = html(at).split('class="comparison"')[1]
    assert [table.index(name) for name in ("one by one", "NumPy", "other")] == sorted(
        table.index(name) for name in ("one by one", "NumPy", "other")
    )
    assert "2 × 10⁻¹" in table or "3 × 10⁻¹" in table
    assert "100 ms" in table and "25.0 µs" in table and "1.00 ×" in table
    assert "4,000 images in batches of 50, 5 alternating runs each, with 1 thread." in words(at)
    assert "Not installed: absent. Cannot run this network: unable." in words(at)
    assert 'pip install ".[engines]"' in words(at)
    measured = only(file(), "engines")
    assert [line["engine"] for line in measured] == ["one by one", "NumPy", "other"]
    assert [line["batch_size"] for line in measured] == ["1", "50", "50"]
    assert [float(line["largest_difference"]) for line in measured] == pytest.approx([0, 0.25, 0], abs=0.01)
    at.select_slider(key="batch").set_value(100).run()
    assert "The slider is now at 100." in words(at)


def test_number_types(file):
    at = run_small()
    measure(at, "types")
    table = html(at).split('class="comparison"')[1]
    assert all(name in table for name in ("float64", "float32", "float16"))
    assert "1,000 images in batches of 100, 3 alternating runs each, with 1 thread." in words(at)
    chosen = np.random.default_rng(0).choice(4000, 1000, replace=False)
    for line in only(file(), "number types"):
        predictions = SMALL.astype(line["number_type"]).predict(x_test[chosen])
        assert line["accuracy"] == f"{np.mean(predictions == t_test[chosen]):.4f}"
        changed = (predictions != SMALL.predict(x_test[chosen])).sum()
        assert line["predictions_changed"] == str(changed)


@pytest.fixture
def computer(monkeypatch):
    """Not measured: 10 GB and 100 billion operations a second, and 10 µs of calls for a batch."""
    monkeypatch.setattr(bounds, "best_limits", lambda dtype, wait: roofline.Limits(1e10, 1e11))
    monkeypatch.setattr(bounds, "best_calls", lambda key, network, wait: 1e-5)


def test_the_nearest_bound(computer):
    """A batch of 100 takes 2.5 ms here, moves 349,480 bytes, and takes 1,568,000 operations."""
    at = run_small()
    assert "**1.57 million** operations" in words(at) and "**349 kB**" in words(at) and "**4.49**" in words(at)
    measure(at, "limits")
    assert "**memory traffic**. That alone would take 1% of the measured time" in words(at)
    assert "memory traffic alone" in html(at) and "34.9 µs" in html(at)
    assert set(chart(at, "Operations per second")) >= {"memory (slope) and arithmetic (flat)", "latest slider run"}


def test_the_roofline_has_every_measured_point(computer, file):
    at = run_small()
    measure(at, "limits", "sweep")
    measured, work = chart(at, "Operations per second")["measured, by batch size"], roofline.count_work(SMALL)
    assert len(measured["hovertext"]) == 12
    assert measured["hovertext"][0].startswith(f"batch size 1<br>{work.intensity(1):.2f} operations per byte")
    sweep = only(file(), "all batch sizes")
    assert [line["batch_size"] for line in sweep][:3] == ["1", "2", "5"]
    assert sweep[0]["operations_per_byte"] == f"{work.intensity(1):.3f}"
    assert sweep[0]["billion_operations_per_second"] == "0.627"  # 2 x 7,840 products x 4,000 images in 0.1 s
    assert {line["median_ms"] for line in sweep} == {"100.0000"}
    assert only(file(), "memory bandwidth")[0]["value"] == "10.000"
    assert only(file(), "peak of matrix products")[0]["unit"] == "billion operations/s"
    assert only(file(), "calls of one batch")[0]["value"] == "10.000"
    assert only(file(), "computer: numpy")[0]["value"] == np.__version__


def test_published_times_stand_beside_the_books_network_alone(monkeypatch):
    monkeypatch.setattr(timing, "log_spaced_batch_sizes", lambda total: [100, total])
    at = run(PAGE)
    measure(at, "sweep")
    (name,) = [name for name in curve(at) if name.startswith("published times")]
    assert name == "published times, scaled to 4,000 images"
    assert list(curve(at)[name]["y"]) == [500, 107.6]
    assert "1.25 s at batch size 1 and 269 ms at batch size 100, for 10,000 images" in words(at)
    small = run_small()
    measure(small, "sweep")
    assert not [name for name in curve(small) if name.startswith("published times")]
    assert "published" not in words(small)


def test_every_word_about_the_results_can_be_translated(computer, some_engines, monkeypatch):
    at = run_small(batch="50")
    measure(at, *BUTTONS)
    monkeypatch.setattr(ui_words, "catalogue", lambda language: Brackets())
    at.select_slider(key="batch").set_value(100).run()
    assert not at.exception and len(at.get("plotly_chart")) == 2
    plotly = {"rgba", "domain", "function", "top", "bottom", "center", "middle", "right"}
    of_engines = {"other", "absent", "unable"}
    assert forgotten(at) - _named_by_the_computer() <= plotly | of_engines


def _named_by_the_computer():
    return {word for text in vars(describe_machine()).values() for word in re.findall("[A-Za-z]{3,}", str(text))}
