"""The comparison: its engines and images, and how the seconds become tables, goals and a chart."""

import json
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks import comparison, goals, tables
from mnistcore import load_network
from mnistcore.speed.timing import EngineTiming


def timings(batch_size, **milliseconds):
    return {
        name: EngineTiming(batch_size, 100, tuple(0.001 * ms for ms in times), name=name)
        for name, times in milliseconds.items()
    }


@pytest.fixture
def results():
    """Results for two networks, as `compare` returns them."""
    mlp = {
        1: timings(1, **{"NumPy": (9, 8, 20), "accelerated NumPy": (2, 1, 3), "PyTorch": (4, 5, 3)}),
        250: timings(250, **{"NumPy": (3, 3, 3), "accelerated NumPy": (2, 2, 2), "PyTorch": (2, 1, 9)}),
    }
    cnn = {
        100: timings(100, **{"NumPy": (400, 400, 400), "accelerated NumPy": (130, 130, 130), "PyTorch": (100, 99, 101)})
    }
    return {"mlp": mlp, "cnn": cnn}


@pytest.fixture
def quick(monkeypatch, cache):
    """Make the comparison take seconds instead of minutes, on the sample."""
    monkeypatch.setattr(comparison, "REST", 0)
    monkeypatch.setitem(comparison.CASES, "mlp", (60, (1, 60)))
    monkeypatch.setitem(comparison.CASES, "cnn", (4, (2,)))


def test_more_digits_than_there_are_repeat_them(cache):
    few, source = comparison.digits(100)
    many, repeated = comparison.digits(4100)
    assert few.dtype == np.uint8
    assert "sample" in source
    assert repeated == source + ", repeated"
    np.testing.assert_array_equal(many[4000:], few)


def test_mnist_is_used_where_it_is_found(mnist_dir):
    images, source = comparison.digits(10_000)
    assert images.shape == (10_000, 784)
    assert source == "MNIST's test set"


def test_engines_that_cannot_run_are_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    engines, missing = comparison.ready(load_network("cnn"), 1, ["NumPy", "PyTorch", "accelerated NumPy"])
    assert list(engines) == ["NumPy", "accelerated NumPy"]
    assert len(missing) == 1
    assert missing[0].startswith("PyTorch is not installed.")


def test_all_engines_are_timed_at_every_batch_size(monkeypatch):
    monkeypatch.setattr(comparison, "REST", 0)
    engines, _ = comparison.ready(load_network("mlp"), 1, ["NumPy", "accelerated NumPy"])
    images, _ = comparison.digits(30)
    results = comparison.compare(engines, images, (1, 30), rounds=3)
    assert {size: list(row) for size, row in results.items()} == {size: list(engines) for size in (1, 30)}
    assert all(len(t.seconds) == 3 and t.images == 30 for row in results.values() for t in row.values())


def test_one_batch_a_call(monkeypatch):
    monkeypatch.setattr(comparison, "REST", 0)
    monkeypatch.setattr(comparison, "CALLS", 3)
    network, calls = load_network("mlp"), []

    def engine(images, batch_size):
        calls.append(len(images))
        return network.predict_proba(images, batch_size)

    results = comparison.compare({"NumPy": engine}, comparison.digits(10)[0], (2, 4), 1, "one batch a call")
    assert calls == [2] * 6 + [4, 4, 2] * 2  # a warm-up and a turn at each batch size
    assert [(size, row["NumPy"].images) for size, row in results.items()] == [(2, 6), (4, 10)]


@pytest.mark.parametrize("wrong", [lambda y: y + 1e-4, lambda y: y * np.nan], ids=["different", "nan"])
def test_an_engine_with_other_probabilities_is_refused(wrong, monkeypatch):
    monkeypatch.setattr(comparison, "REST", 0)
    predict_proba = load_network("mlp").predict_proba
    engines = {"NumPy": predict_proba, "wrong": lambda images, batch_size: wrong(predict_proba(images, batch_size))}
    with pytest.raises(ArithmeticError, match="within 1e-05 of NumPy's, got .* from wrong"):
        comparison.compare(engines, comparison.digits(10)[0], (10,), rounds=1)


def test_a_goal_is_checked_at_its_worst_batch_size(results):
    every, large, missing = (
        goals.Goal("mlp", "PyTorch", 0.9, 1, 10_000),
        goals.Goal("mlp", "PyTorch", 1.0, 250, 10_000),
        goals.Goal("cnn", "ONNX Runtime", 1.0, 100, 100),
    )
    tables = {"whole set": results, "one batch a call": {"mlp": {1: results["mlp"][1]}}}
    rows = goals.checked(tables, [every, large, missing])
    assert [(row["table"], row["ratio"], row["batch_size"], row["met"]) for row in rows] == [
        ("whole set", 1.0, 250, False),
        ("whole set", 1.0, 250, True),
        ("one batch a call", 0.5, 1, True),
    ]


def test_tables(results):
    assert "| 1 | 9 (8 to 20) | 2 (1 to 3) | 4 (3 to 5) |" in tables.times(results["mlp"], "whole set")
    assert "| 1 | 90 (80 to 200) | 20 (10 to 30) |" in tables.times(results["mlp"], "one batch a call")
    assert "| 1 | 0.15 (0.14 to 0.19) | 0.50 (0.35 to 0.75) |" in tables.ratios(results["mlp"])
    met = goals.checked({"whole set": results}, [goals.Goal("cnn", "PyTorch", 1.3, 100, 100)])
    assert "| whole set | cnn to PyTorch, batch size 100: at most 1.3 | 1.30 | 100 | yes |" in tables.goals(met)


@pytest.mark.parametrize(
    ("value", "text"), [(0.01234, "0.0123"), (1.0, "1"), (12.34, "12.3"), (99.96, "100"), (1234.5, "1,234")]
)
def test_three_significant_digits(value, text):
    assert tables.number(value) == text


def test_the_chart_names_every_engine(results, tmp_path):
    pytest.importorskip("matplotlib")
    from benchmarks.chart import draw

    draw(results, tmp_path / "a.svg")
    draw(results, tmp_path / "b.svg")
    texts = [text.strip() for text in ElementTree.parse(tmp_path / "a.svg").getroot().itertext()]
    for words in ("NumPy", "accelerated NumPy", "PyTorch", "mlp, 100 images", "cnn, 100 images", "batch size"):
        assert words in texts
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_the_command(quick, tmp_path, monkeypatch, capsys):
    path = tmp_path / "figures.json"
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--rounds", "2", "--threads", "1", "--json", str(path)])
    command.main()
    printed, figures = capsys.readouterr().out, json.loads(path.read_text())
    assert "mlp, 60 images (the test digits of the built-in sample)" in printed
    assert "- left out: scikit-learn" in printed
    assert "cnn, one batch a call:" in printed
    assert figures["threads"] == 1
    assert {"date", "machine", "versions", "goals"} <= set(figures)
    ours = [row for row in figures["results"] if row["engine"] == "accelerated NumPy"]
    assert [(row["table"], row["network"], row["batch_size"], len(row["seconds"])) for row in ours] == [
        (table, *row)
        for table in ("whole set", "one batch a call")
        for row in (("mlp", 1, 2), ("mlp", 60, 2), ("cnn", 2, 2))
    ]


def test_the_command_measures_only_what_is_asked_for(quick, tmp_path, monkeypatch):
    path = tmp_path / "figures.json"
    asked = ["--rounds", "1", "--network", "mlp", "--table", "one batch a call", "--json", str(path)]
    monkeypatch.setattr(sys, "argv", ["benchmarks", *asked])
    command.main()
    rows = json.loads(path.read_text())["results"]
    assert {(row["table"], row["network"]) for row in rows} == {("one batch a call", "mlp")}
