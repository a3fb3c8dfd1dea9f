"""The book's programs: each is run, and what it computes and prints is compared with the book's numbers."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import mnistcore
from mnistcore import load_network

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "chapter3"


class Result(NamedTuple):
    """The variables that a program left, the lines it printed, and the images it showed."""

    variables: dict
    lines: list
    shown: list


@pytest.fixture
def run(monkeypatch, capsys):
    """run(name) -> Result"""
    shown = []
    monkeypatch.setattr(mnistcore, "img_show", shown.append)

    def run(name):
        variables = runpy.run_path(str(FOLDER / f"{name}.py"), run_name="__main__")
        return Result(variables, capsys.readouterr().out.splitlines(), shown)

    return run


@pytest.fixture(params=["sample", "mnist"])
def source(request, monkeypatch):
    """Once with what a fresh machine has, once with all of MNIST and the book's weights."""
    if request.param == "sample":
        request.getfixturevalue("cache")
    else:
        folders = request.getfixturevalue("mnist_dir"), request.getfixturevalue("book_weights").parent
        monkeypatch.setenv("MNISTCORE_DATA", os.pathsep.join(map(str, folders)))
    return request.param


def test_activations(run):
    variables, lines, _ = run("activations")
    assert lines[:3] == ["1", "0.8807970779778823", "2.0"]
    assert lines[3:7] == ["[False  True  True]", "[0 1 1]", "[0.26894142 0.73105858 0.88079708]", "[0. 1. 2.]"]
    x = variables["x"]
    for name in ("step_function", "sigmoid", "relu"):
        y = variables["y_" + name.removesuffix("_function")]
        np.testing.assert_allclose(y, getattr(mnistcore, name)(x))


def test_arrays(run):
    variables, lines, _ = run("arrays")
    assert lines[:4] == ["1", "(4,)", "2", "(3, 2)"]
    with pytest.raises(ValueError, match="not aligned") as numpys:
        np.dot(np.ones((2, 3)), np.ones((2, 2)))
    assert str(numpys.value) in lines
    np.testing.assert_array_equal(variables["C"], [[22, 28], [49, 64]])
    assert lines[-2:] == ["[23 53 83]", "[ 5 11 17]"]


def test_three_layers(run):
    variables, lines, _ = run("three_layers")
    expected = {
        "A1": [0.3, 0.7, 1.1],
        "Z1": [0.57444252, 0.66818777, 0.75026011],
        "A2": [0.51615984, 1.21402696],
        "Z2": [0.62624937, 0.7710107],
        "Y": [0.31682708, 0.69627909],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(variables[name], values, atol=5e-9)
    np.testing.assert_array_equal(variables["y"], variables["Y"])
    assert lines[0] == "[0.3 0.7 1.1]"
    assert lines[-2:] == ["[0.31682708 0.69627909]"] * 2


@pytest.mark.filterwarnings("default::RuntimeWarning")
def test_softmax(run):
    with pytest.warns(RuntimeWarning) as warned:
        variables, lines, _ = run("softmax")
    assert [str(warning.message) for warning in warned] == [
        "overflow encountered in exp",
        "invalid value encountered in divide",
    ]
    assert lines[:3] == ["[0.01821127 0.24519181 0.73659691]", "[inf inf inf]", "[nan nan nan]"]
    np.testing.assert_allclose(variables["softmax"](np.array([1010.0, 1000.0, 990.0])).sum(), 1)
    np.testing.assert_allclose(variables["y"], mnistcore.softmax(variables["a"]))
    assert float(lines[-2]) == pytest.approx(1)
    assert lines[-1] == "2 2"


def test_show_image(run, source):
    variables, lines, shown = run("show_image")
    assert lines == [{"mnist": "5", "sample": "4"}[source], "(784,)", "(28, 28)"]
    assert len(variables["x_train"]) == {"mnist": 60_000, "sample": 1_000}[source]
    assert shown[0].dtype == np.uint8
    np.testing.assert_array_equal(shown, [variables["x_train"][0].reshape(28, 28)])


@pytest.mark.parametrize("name", ["one_by_one", "batch"])
def test_the_counting_programs_print_the_accuracy_that_they_announce(run, source, name):
    variables, (line,), _ = run(name)
    assert line == {"mnist": "Accuracy:0.9352", "sample": "Accuracy:0.98525"}[source]
    assert line in (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    assert variables["accuracy_cnt"] == {"mnist": 9352, "sample": 3941}[source]
    assert variables["x"].shape == ({"mnist": 10_000, "sample": 4_000}[source], 784)


def test_preprocessing(run, source):
    variables, lines, shown = run("preprocessing")
    x = variables["x_train"][:5000] / np.float32(255)
    np.testing.assert_allclose(variables["x_scaled"], x, atol=1e-7)
    np.testing.assert_allclose(variables["x_standard"], mnistcore.standardize(x), atol=1e-3)
    assert variables["x_white"].shape == x.shape
    assert lines[:16:4] == ["as stored", "divided by 255", "standardised", "whitened"]
    scaled, standard, white = map(float, lines[-3:])
    assert standard == pytest.approx(scaled, rel=1e-4)
    assert scaled > 0.8
    assert 0 < white < 0.4
    assert [(img.min(), img.max()) for img in shown] == [(0, 1)] * 3


def test_mnist_cnn(run, source):
    variables, lines, _ = run("mnist_cnn")
    trace = load_network("cnn").trace(variables["x"])
    names = ["z1", "z2", "pooled", "flat", "z3", "y"]
    assert lines[0] == " ".join(str(variables[name].shape) for name in names)
    for name, layer in zip(names, trace, strict=True):
        np.testing.assert_allclose(variables[name], layer.activation, rtol=1e-5, atol=1e-6)
    assert lines[1] == {"mnist": "[7] [7]", "sample": "[0] [0]"}[source]


def test_axis(run):
    variables, lines, _ = run("axis")
    assert lines[:5] == ["[ 9 12]", "[ 3  7 11]", "(2, 4)", "(3, 4)", "(3, 2)"]
    assert lines[5:8] == ["[1 2 1 0]", "[ True  True False  True]", "3"]
    assert lines[8:] == ["0 (3, 3)", "3 (1, 3)"]


def test_every_program_has_a_test_above():
    tested = {name.removeprefix("test_") for name in globals()} | {"one_by_one", "batch"}
    programs = {path.stem for path in FOLDER.glob("*.py")}
    assert len(programs) == 10
    assert programs <= tested


@pytest.mark.parametrize("command", [["-m", "examples.chapter3.softmax"], [str(FOLDER / "softmax.py")]])
def test_from_a_shell(command):
    """As the README says: in the repository's folder, or anywhere once mnistcore is installed."""
    result = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "[nan nan nan]" in result.stdout
    assert "RuntimeWarning: overflow encountered in exp" in result.stderr
