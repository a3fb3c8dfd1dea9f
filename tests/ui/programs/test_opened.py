"""Expressions that can be opened: their operands and results as the browser gets them."""

import base64

import numpy as np
import pytest

from ui.programs import opened, values
from ui.programs.recorder import record


def shown(source, number=0):
    """What the first step with expressions shows of them, by the order in the program."""
    steps = record("import numpy as np\n" + source, {}, [], values.described, opened.opened).steps
    return next(list(step.seen.values())[number] for step in steps if step.seen)


def matrix(grid):
    """The numbers of a grid, as the browser reads them."""
    if "values" in grid:
        found = np.array(grid["values"])
    else:
        found = np.frombuffer(base64.b64decode(grid["coded"]), "<i2") * grid["unit"]
    return found.reshape(grid["rows"], grid["columns"])


def test_a_product_has_its_operands_its_bias_and_its_result():
    product = shown(
        "x = np.array([1.0, 0.5])\nW = np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]])\na = np.dot(x, W) + W[0]\n"
    )
    assert (product["kind"], product["names"], product["target"]) == ("product", ["x", "W", "W[0]"], "a")
    assert product["shapes"] == [[2], [2, 3], [3]] and product["shape"] == [3] and product["fits"]
    assert product["texts"] == ["0.3", "0.8", "1.3"] and product["bias"] == ["0.1", "0.3", "0.5"]
    np.testing.assert_allclose(matrix(product["left"]) @ matrix(product["right"]), [[0.2, 0.5, 0.8]])


def test_a_large_product_is_cut_but_each_element_can_be_made_of_what_is_sent():
    source = "r = np.random.default_rng(0)\nx, W = r.normal(size=(100, 784)), r.normal(size=(784, 50))\ny = x @ W\n"
    product = shown(source)
    left, right = matrix(product["left"]), matrix(product["right"])
    assert left.shape == (opened.ROWS, 784) and right.shape == (784, 50)
    np.testing.assert_allclose(left @ right, matrix(product["result"]), atol=0.05)
    wide = shown("a, W = np.ones((1, 9216)), np.ones((9216, 128))\ny = np.dot(a, W)\n")
    assert wide["right"]["rows"] == 9216 and wide["right"]["columns"] == wide["result"]["columns"] < 128


def test_winners_along_both_axes():
    axes = shown("x = np.array([[0.1, 0.8, 0.1], [0.3, 0.1, 0.6]])\nnp.argmax(x, axis=1)\n")
    assert [(along["axis"], along["cells"]) for along in axes["along"]] == [(1, ["1", "2"]), (0, ["1", "0", "1"])]
    assert axes["winners"] and axes["cells"] == ["0.1", "0.8", "0.1", "0.3", "0.1", "0.6"]


def test_sums_along_each_of_three_axes():
    axes = shown("B = np.arange(24).reshape(3, 2, 4)\nprint(np.sum(B, axis=2).shape)\n")
    assert [along["shape"] for along in axes["along"]] == [[3, 2], [2, 4], [3, 4]]
    assert axes["along"][0]["cells"][0] == "6" and not axes["winners"]


def test_a_comparison_is_two_rows():
    equal = shown("y, t = np.array([1, 2, 1, 0]), np.array([1, 2, 0, 0])\ny == t\n")
    assert equal["rows"] == [["1", "2", "1", "0"], ["1", "2", "0", "0"]]
    assert equal["same"] == [True, True, False, True] and (equal["right"], equal["of"]) == (3, 4)


def test_an_activation_is_a_curve_with_points():
    import mnistcore

    source = "from mnistcore import sigmoid\nx = np.linspace(-9, 9, 5000)\ny = sigmoid(x)\n"
    curve = shown(source)
    assert (curve["kind"], curve["name"], curve["of"]) == ("activation", "sigmoid", 5000)
    assert len(curve["points"]) <= opened.POINTS
    for x, y in (*curve["points"], *curve["curve"]):
        assert y == pytest.approx(mnistcore.sigmoid(x), abs=1e-3)


def test_a_division_is_two_histograms():
    histograms = shown("x = np.arange(256.0)\ny = x / 255\n")
    assert sum(histograms["before"]["counts"]) == sum(histograms["after"]["counts"]) == 256
    assert (histograms["before"]["high"], histograms["after"]["high"]) == ("255.0000", "1.0000")


@pytest.mark.parametrize("line", ["1 / (1 + np.exp(-2.0))", "a / 3", "'x' == 'y'", "np.sum(a[0])"])
def test_what_is_not_worth_opening_does_not_open(line):
    steps = record(f"import numpy as np\na = np.array([1.0])\n{line}\n", {}, [], values.described, opened.opened).steps
    assert not steps[-1].seen and not steps[-1].error


def test_a_comparison_that_does_not_fit_has_its_shapes():
    equal = shown("p, t = np.zeros(10), np.zeros(100)\nn = np.sum(p == t)\n")
    assert equal["shapes"] == [[10], [100]]
