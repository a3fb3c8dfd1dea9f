"""Programs recorded as they run: what each line changed, loops cut short, errors and warnings in NumPy's own words."""

import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest

from ui.programs import opened, values
from ui.programs.heard import warnings_heard
from ui.programs.loops import FIRST_KEPT
from ui.programs.recorder import ALL_KEPT, record


def recorded(source, modules=None, shown=None, describe=values.described):
    return record(source, modules or {}, [] if shown is None else shown, describe, opened.opened)


def kept(value):
    """A description that is easy to compare."""
    return value.tolist() if isinstance(value, np.ndarray) else value


def history(source, name):
    """All values of a variable, step by step, where it changed."""
    return [step.changed[name] for step in recorded(source, describe=kept).steps if name in step.changed]


def test_each_line_is_a_step_with_what_it_changed():
    steps = recorded("a = 1\nb = a + 1\nprint(a, b)\na += b\n", describe=kept).steps
    assert [(step.line, step.changed, step.printed) for step in steps] == [
        (1, {"a": 1}, ""),
        (2, {"b": 2}, ""),
        (3, {}, "1 2\n"),
        (4, {"a": 3}, ""),
    ]


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("x = 1\nx = 1\n", "x", [1, 1]),
        ("import numpy as np\nx = np.zeros(2)\nx[0] = 5\nx += 1\n", "x", [[0, 0], [5, 0], [6, 1]]),
        ("import numpy as np\nx = np.zeros(2)\ny = x\ny[1] = 7\n", "x", [[0, 0], [0, 7]]),
        ("import numpy as np\nx = np.zeros((2, 2))\nrow = x[0]\nrow[:] = 3\n", "x", [[[0, 0]] * 2, [[3, 3], [0, 0]]]),
        ("import numpy as np\nx = np.zeros(2)\ny = x + 1\n", "x", [[0, 0]]),
        ("d = {}\nd['W1'] = 1\n", "d", [{"W1": 1}, {"W1": 1}]),
        ("a, (b, c) = 1, (2, 3)\n", "c", [3]),
    ],
)
def test_an_assignment_and_a_change_in_place_are_seen(source, name, expected):
    assert history(source, name) == expected


def test_a_change_in_a_large_array_is_seen():
    source = "import numpy as np\nx = np.zeros((2000, 784))\nx[1999, 783] = 1\nx /= 255\n"
    assert sum("x" in step.changed for step in recorded(source).steps) == 3


def test_a_function_is_entered_and_left():
    source = "def double(x):\n    y = 2 * x\n    return y\n\na = double(3)\nb = double(a)\n"
    steps = recorded(source, describe=kept).steps
    first = [(1, "call", {"x": 3}), (2, "line", {"y": 6}), (3, "return", {"return": 6}), (5, "line", {"a": 6})]
    assert [(step.line, step.kind, step.changed) for step in steps[:4]] == first
    assert [(step.depth, step.function) for step in steps[:4]] == [*3 * [(1, "double")], (0, None)]
    assert len(steps) == 8


def test_a_statement_of_several_lines_is_one_step():
    source = "def f(a, b):\n    return a\n\nx = f(\n    1,\n    2,\n)\nfor i in range(\n    2\n):\n    pass\n"
    lines = [(step.line, step.kind) for step in recorded(source).steps]
    assert lines == [(1, "call"), (2, "return"), (4, "line"), *2 * [(8, "line"), (11, "line")]]


def test_of_a_long_loop_the_first_turns_and_the_last_are_kept():
    source = "total = 0\nfor i in range(1000):\n    total += i\nprint(total)\n"
    recording = recorded(source, describe=kept)
    headers = [step for step in recording.steps if step.kind == "line" and step.line == 2]
    assert [step.changed["i"] for step in headers] == [0, 1, 2, 999]
    (skipped,) = [step for step in recording.steps if step.kind == "skipped"]
    assert skipped.changed == {"i": 998, "total": sum(range(999))} and skipped.turn == (2, FIRST_KEPT - 1)
    assert recording.steps[-2].changed == {"total": 499500} and recording.steps[-1].printed == "499500\n"
    (loop,) = recording.loops
    assert (loop.turns, loop.kept, loop.odd) == (1000, [0, 1, 2, 999], None)
    at, totals = loop.curves["total"]
    assert totals == [sum(range(n + 1)) for n in at] and at[0] == 0 and at[-1] == 999


def test_all_turns_of_a_short_loop_are_kept():
    source = f"for i in range({ALL_KEPT}):\n    x = i\n"
    assert history(source, "x") == list(range(ALL_KEPT))


def test_the_first_turn_that_does_not_count_is_kept():
    source = "good_cnt = 0\nfor i in range(500):\n    if i not in (70, 80):\n        good_cnt += 1\n"
    recording = recorded(source, describe=kept)
    assert recording.loops[0].odd == 70 and recording.loops[0].kept == [0, 1, 2, 70, 499]
    assert [step.kind for step in recording.steps].count("skipped") == 2
    assert [step.line for step in recording.steps if step.turn == (2, 70) and step.kind == "line"] == [2, 3]


def test_errors_end_a_program_and_are_kept():
    steps = recorded("def f(x):\n    return 1 / x\n\na = f(0)\nb = 1\n").steps
    assert [(step.line, step.kind) for step in steps] == [(1, "call"), (2, "error"), (4, "error")]
    assert steps[-1].error == ("ZeroDivisionError", "division by zero") and not steps[-1].changed


def test_an_error_that_the_program_expects_does_not_end_it():
    tried = "try:\n    A = np.dot(A, A)\nexcept ValueError as error:\n    print(error)\n"
    steps = recorded(f"import numpy as np\nA = np.zeros((2, 3))\n{tried}").steps
    words = "shapes (2,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)"
    failed = next(step for step in steps if step.kind == "error")
    assert failed.error == ("ValueError", words) and steps[-1].printed == f"{words}\n"
    (shown,) = failed.seen.values()
    assert shown["kind"] == "product" and not shown["fits"]


def test_warnings_are_numpys_own_and_nobody_else_hears_them(recwarn, capsys):
    steps = recorded("import numpy as np\ny = np.exp(np.array([1000.0]))\nz = y / y\nprint(z)\n").steps
    assert [step.warnings for step in steps] == [
        ["RuntimeWarning: overflow encountered in exp"],
        ["RuntimeWarning: invalid value encountered in divide"],
        [],
    ]
    assert not recwarn.list and capsys.readouterr() == ("", "")
    assert np.geterr()["over"] == "warn"


def test_warnings_of_the_warnings_module_are_heard_in_each_run_and_those_of_others_are_not(recwarn):
    source = "import numpy as np\nm = np.mean(np.array([]))\nimport warnings\nwarnings.warn('mind this')\n"
    for _ in range(2):  # Python itself shows a warning of a module only once
        steps = recorded(source).steps
        assert steps[0].warnings[0].rstrip(".") == "RuntimeWarning: Mean of empty slice" and len(steps[0].warnings) == 2
        assert steps[-1].warnings == ["UserWarning: mind this"]
    assert not recwarn.list
    heard = []
    with ThreadPoolExecutor(1) as other, warnings_heard(heard.append):
        other.submit(warnings.warn, "of another thread", stacklevel=1).result()
    assert [str(warning.message) for warning in recwarn.list] == ["of another thread"] and not heard


def test_what_is_put_on_the_screen_is_a_value_of_its_step():
    shown = []
    modules = {"screen": SimpleNamespace(show=shown.append)}
    steps = recorded("from screen import show\nshow(7)\n", modules, shown, kept).steps
    assert [step.changed for step in steps] == [{"img_show": 7}]


def test_visitors_can_record_at_the_same_time_and_no_tracer_stays():
    source = "total = 0\nfor i in range(300):\n    total += i * {k}\n"
    with ThreadPoolExecutor(4) as pool:
        recordings = list(pool.map(lambda k: recorded(source.format(k=k), describe=kept), range(8)))
    assert [r.steps[-1].changed["total"] for r in recordings] == [44850 * k for k in range(8)]
    assert len({len(r.steps) for r in recordings}) == 1
    assert sys.gettrace() is None or "coverage" in repr(sys.gettrace())


def test_an_endless_program_is_not_recorded_without_end():
    assert len(recorded("i = 0\nwhile i < 10_000:\n    i += 1\n").steps) <= 2_001
