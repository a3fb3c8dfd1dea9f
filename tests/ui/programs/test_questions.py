"""What is asked before a line runs: a shape or a value, among those that readers mistake for it, and the reason."""

import pytest

from ui.components.stepper_words import WORDS
from ui.locale.sources import fields
from ui.programs import opened, questions, values
from ui.programs.recorder import record

BEGIN = """import numpy as np
x, W, b = np.ones((100, 784)), np.ones((784, 50)), np.ones(50)
A, B = np.array([[1, 2], [3, 4]]), np.array([[5, 6], [7, 8]])
y, t = np.array([[0.1, 0.8, 0.1], [0.3, 0.1, 0.6], [0.2, 0.5, 0.3], [0.8, 0.1, 0.1]]), np.array([1, 2, 0, 0])
p, huge, i = np.array([1, 2, 1, 0]), np.exp(np.array([1010.0, 1000.0])), 3
"""


def question(line):
    steps = record(f"{BEGIN}{line}\n", {}, [], values.described, opened.opened, questions.question).steps
    return steps[-1].question


SHAPES = [  # the line, its right answer, wrong ones that are among the four, and the reason
    ("a = np.dot(x, W) + b", (100, 50), {(50, 100), (50,)}, "product"),  # transposed, without the batch
    ("a = np.dot(x[0], W)", (50,), {(784, 50), (784,)}, "product"),
    ("p = np.argmax(x, axis=1)", (100,), {(784,), (100, 1)}, "axis"),  # along the other axis, with the axis kept
    ("s = np.sum(np.ones((3, 5, 4)), axis=0)", (5, 4), {(3, 4), (3, 5)}, "axis"),
    ("x_batch = x[i : i + 10]", (10, 784), {(784,), (10,)}, "slice"),
    ("y_batch = y[i : i + 3]", (1, 3), {(3, 3), (3,)}, "end"),  # all that was asked for
]
VALUES = [
    ("C = np.dot(A, B)", "22", {"12", "23"}, "element"),  # element by element, the other order
    ("p = np.argmax(y, axis=1)", "[1 2 1 0]", {"[3 0 1]", "[2 3 2 1]"}, "places"),  # the other axis, from 1
    ("p = np.argmax(y[1])", "2", {"0.6", "3"}, "place"),  # the largest itself, from 1
    ("s = np.sum(A, axis=0)", "[4 6]", {"[3 7]", "10"}, "axis"),
    ("n = 0; n += np.sum(p == t)", "3", {"4", "1", "0.75"}, "count"),  # all, the wrong ones, the share
    ("right = p == t", "[ True  True False  True]", {"False", "3"}, "equal"),
    ("z = huge / np.sum(huge)", "[nan nan]", {"[1. 0.]", "OverflowError"}, "nan"),
]


@pytest.mark.parametrize(("line", "right", "mistaken", "why"), [*SHAPES, *VALUES])
def test_the_right_answer_is_one_of_four(line, right, mistaken, why):
    asked = question(line)
    assert (asked["right"], asked["why"]) == (str(right), why) and asked["right"] in asked["choices"]
    assert len(set(asked["choices"])) == 4 and set(map(str, mistaken)) < set(asked["choices"])
    assert asked["asks"] == ("shape" if (line, right, mistaken, why) in SHAPES else "value")
    assert fields(WORDS[f"why {why}"]) <= set(asked)  # the reason has its values


def test_an_element_of_a_product_is_asked_for_by_its_place():
    asked = question("C = np.dot(A, B)")
    assert asked["name"] == "C[0, 1]" and asked["terms"] == "1 × 6 + 2 × 8"


@pytest.mark.parametrize("line", ["np.dot(x, W)", "print(np.sum(x, axis=0))", "n = np.sum(b)", "z = x / 255", "x[0:2]"])
def test_where_nothing_takes_the_result_or_nobody_errs_nothing_is_asked(line):
    assert question(line) is None


def test_an_error_is_no_question():
    steps = record(f"{BEGIN}a = np.dot(W, x)\n", {}, [], values.described, opened.opened, questions.question).steps
    assert steps[-1].error and steps[-1].question is None
