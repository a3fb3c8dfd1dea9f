"""The book's programs, recorded with the sample and our own networks: the book's values, and what is sent of them."""

import numpy as np
import pytest

from mnistcore import load_mnist, load_network
from ui import models, resources
from ui.programs import catalogue, little_network, packed, recordings

PROGRAMS = {program.name: program for program in catalogue.PROGRAMS}
BROKEN = [(program, broken) for program in catalogue.PROGRAMS for broken in program.breaks]


@pytest.fixture(scope="module")
def digits():
    return resources.digits("sample")


def recording(name, digits, broken=None, network="mlp"):
    model = recordings.network_for(PROGRAMS[name], models.built_in(network))
    recorded = recordings.recorded(PROGRAMS[name], broken, digits, model)
    return recorded, packed.unpacked(recorded.packed)


def values(content, name):
    """What a variable was, at each step that changed it."""
    return [content["values"][step["changed"][name]] for step in content["steps"] if name in step["changed"]]


def printed(content):
    return "".join(step.get("printed", "") for step in content["steps"])


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_program_runs_to_its_end_and_is_small(name, digits):
    recorded, content = recording(name, digits)
    assert len(recorded.packed) < 500_000
    expected = {"arrays"} & {name}  # a product that does not fit, and that is what it shows
    assert {name for step in content["steps"] if "error" in step} <= expected
    statements = [line for line in PROGRAMS[name].source()[0].splitlines() if line and line[0] not in " #)"]
    assert content["lines"][content["steps"][-1]["line"] - 1] and statements
    assert (
        "".join(part[0] for part in content["lines"][content["steps"][-1]["line"] - 1]).strip()
        in statements[-1].strip()
        or name == "axis"
    )


def test_the_network_with_three_layers_has_the_books_values(digits):
    _, content = recording("three_layers", digits)
    assert values(content, "A1")[0]["cells"] == ["0.3", "0.7", "1.1"]
    assert values(content, "Z1")[0]["cells"] == ["0.57444252", "0.66818777", "0.75026011"]
    assert values(content, "Y")[0]["cells"] == values(content, "y")[-1]["cells"] == ["0.31682708", "0.69627909"]


def test_other_inputs_are_recorded_for_real(digits):
    recorded = recordings.recorded(PROGRAMS["three_layers"], None, digits, models.built_in("mlp"), x1=-1.5, x2=2.0)
    content = packed.unpacked(recorded.packed)
    assert "X = np.array([-1.5, 2.0])" in recorded.source and recorded.changed is None
    assert values(content, "A1")[0]["cells"] == ["0.35", "0.55", "0.75"]
    x = np.array([-1.5, 2.0])
    *_, last = little_network.LITTLE.run(x)
    y = last.activation
    assert values(content, "y")[-1]["cells"] == [f"{value:.8f}".rstrip("0") for value in y]
    drawn = little_network.drawn(x)
    assert all(f">{value}<" in drawn for value in ("−1.500", *(f"{value:.3f}" for value in y)))


def test_the_image_of_each_turn_has_its_label_and_its_prediction(digits):
    recorded, content = recording("one_by_one", digits)
    guesses = load_network("mlp").predict(digits.x_test)
    (loop,) = content["loops"]
    found = {int(turn): (image["label"], image["guess"]) for turn, image in recorded.images.items()}
    assert found == {turn: (digits.t_test[turn], guesses[turn]) for turn in loop["kept"]}
    assert [turn for turn, (label, guess) in found.items() if label != guess] == [loop["odd"]]
    assert not recording("batch", digits)[0].images


def test_numbers_are_as_python_prints_them(digits):
    x, *_ = values(recording("activations", digits)[1], "x")
    assert (x["type"], x["text"]) == ("float", "2.0")
    *_, i = values(recording("one_by_one", digits)[1], "i")
    assert i["text"] == str(len(digits.t_test) - 1)


def test_every_program_but_the_last_remark_asks_something(digits):
    silent = {name for name in PROGRAMS if not any("question" in step for step in recording(name, digits)[1]["steps"])}
    assert silent == {"activations", "show_image", "preprocessing"}


def test_axis_has_the_books_values(digits):
    _, content = recording("axis", digits)
    assert values(content, "y")[0]["cells"] == ["1", "2", "1", "0"]
    assert "[ True  True False  True]\n3\n" in printed(content)
    assert [value["shape"] for value in values(content, "x_batch")] == [[3, 3], [1, 3]]


@pytest.mark.parametrize("name", catalogue.COUNTING)
def test_the_counting_programs_print_the_accuracy_of_the_network_on_these_digits(name, digits):
    _, content = recording(name, digits)
    right = load_network("mlp").predict(digits.x_test) == digits.t_test
    assert printed(content) == f"Accuracy:{right.mean()}\n"
    (loop,) = content["loops"]
    assert loop["curves"]["accuracy_cnt"][1][-1] == right.sum()
    if name == "one_by_one":
        assert loop["odd"] == right.argmin() and len(right) == loop["turns"]


def test_the_network_of_the_sidebar_is_used_where_it_fits(digits):
    accuracy = (load_network("mlp-plain").predict(digits.x_test) == digits.t_test).mean()
    assert printed(recording("batch", digits, network="mlp-plain")[1]) == f"Accuracy:{accuracy}\n"
    for name, network, used in (
        ("batch", "cnn", "mlp"),
        ("mnist_cnn", "mlp", "cnn"),
        ("mnist_cnn", "cnn-plain", "cnn-plain"),
    ):
        assert recordings.network_for(PROGRAMS[name], models.built_in(network)).key == used


def test_softmax_warns_in_numpys_words(digits):
    _, content = recording("softmax", digits)
    warnings = [warning for step in content["steps"] for warning in step.get("warnings", [])]
    assert warnings == [
        "RuntimeWarning: overflow encountered in exp",
        "RuntimeWarning: invalid value encountered in divide",
    ]


def test_the_image_is_shown(digits):
    _, content = recording("show_image", digits)
    (image,) = values(content, "img_show")
    assert image["shape"] == [28, 28] and image["tiles"][0].startswith("data:image/png")
    assert values(content, "img")[0]["shape"] == [784] and values(content, "label")[0]["text"] == str(
        load_mnist(source="sample")[0][1][0]
    )


@pytest.mark.parametrize(("program", "broken"), BROKEN, ids=lambda part: part.name)
def test_what_is_broken_fails_or_warns_there(program, broken, digits):
    source = program.source()[0]
    assert source.count(broken.right) == 1
    recorded, content = recording(program.name, digits, broken)
    wrong, line = program.source(broken)
    assert broken.wrong.strip() in wrong.splitlines()[line - 1] and recorded.changed == line
    step = content["steps"][recorded.start - 1]
    assert step.get("error") or step.get("warnings")
    if broken.name in ("swapped", "not-flat"):
        (shown,) = (content["values"][number] for number in step["seen"].values())
        assert not shown["fits"] and shown["shapes"][0][-1] != shown["shapes"][1][0]


def test_the_code_is_sent_as_it_stands(digits):
    _, content = recording("batch", digits)
    lines = ["".join(part[0] for part in parts) for parts in content["lines"]]
    assert lines == PROGRAMS["batch"].source()[0].splitlines()
    opens = {content["sites"][part[2]] for parts in content["lines"] for part in parts if part[2] is not None}
    assert {"np.dot(x, W1) + b1", "sigmoid(a1)", "np.argmax(y_batch, axis=1)"} <= opens


def test_no_array_is_kept(digits):
    recorded, _ = recording("batch", digits)
    assert isinstance(recorded.packed, str) and not any(isinstance(part, np.ndarray) for part in recorded)
