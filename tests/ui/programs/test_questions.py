"""What is asked before a line runs: its shape, among those that readers mistake for it."""

import numpy as np
import pytest

from ui.programs import opened, values
from ui.programs.recorder import record


def question(line):
    source = f"import numpy as np\nx, W, b = np.ones((100, 784)), np.ones((784, 50)), np.ones(50)\n{line}\n"
    (shown,) = record(source, {}, [], values.described, opened.opened).steps[-1].seen.values()
    return shown.get("question")


@pytest.mark.parametrize(
    ("line", "right", "mistaken"),
    [
        ("a = np.dot(x, W) + b", (100, 50), {(50, 100), (50,)}),  # transposed, without the batch
        ("a = np.dot(x[0], W)", (50,), {(784, 50), (784,)}),
        ("p = np.argmax(x, axis=1)", (100,), {(784,), (100, 1)}),  # along the other axis, with the axis kept
        ("s = np.sum(np.ones((3, 2, 4)), axis=0)", (2, 4), {(3, 4), (3, 2)}),
    ],
)
def test_the_right_shape_is_one_of_four(line, right, mistaken):
    asked = question(line)
    assert asked["right"] == str(right) and asked["right"] in asked["choices"]
    assert len(set(asked["choices"])) == 4 and set(map(str, mistaken)) < set(asked["choices"])
    assert np.zeros(eval(asked["right"])).shape == right


@pytest.mark.parametrize("line", ["np.dot(x, W)", "print(np.sum(x, axis=0))", "n = np.sum(b == 1)"])
def test_without_a_variable_or_an_axis_nothing_is_asked(line):
    source = f"import numpy as np\nx, W, b = np.ones((9, 784)), np.ones((784, 50)), np.ones(50)\n{line}\n"
    seen = record(source, {}, [], values.described, opened.opened).steps[-1].seen.values()
    assert seen and not any("question" in shown for shown in seen)
