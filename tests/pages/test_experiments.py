"""The page Experiments, run headless on the built-in sample."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnistcore import accelerate, load_mnist, load_network
from mnistcore.experiments import measuring, neurons
from mnistcore.experiments.table import EXPERIMENTS, IMAGE, NETWORK
from tests.pages.apps import page, put_ink, run, told
from ui import jobs
from ui.experiments import measured
from ui.figures import numbers

PAGE = page("experiments")
_, (x, t) = load_mnist(normalize=False, source="sample")
ORDER = measuring.fair_order(len(t))
SHARE = r"([\d.]+%)"


def html(at):
    return " ".join(element.proto.body for element in at.get("html"))


def figures(at):
    """The two large figures."""
    return re.search(r'class="figures"><span>(.*?)</span><i>→</i><b>(.*?)</b>', html(at)).groups()


def gallery(at):
    (digits,) = [data["digits"] for data in told(at) if "digits" in data]
    return digits


def notes(at):
    """What the curve says at each setting."""
    (found,) = [data["notes"] for data in told(at) if "notes" in data]
    return found


def accuracy(answers, labels):
    return numbers.percent((answers.predictions == labels).mean())


@pytest.mark.parametrize("name", [e.name for e in EXPERIMENTS.values() if e.kind in (IMAGE, NETWORK)])
def test_every_experiment_shows_what_the_library_measures(name):
    experiment, network = EXPERIMENTS[name], load_network("mlp-plain")
    at = run(PAGE, experiment=name, network="mlp-plain")
    variants = experiment.variants_for(network)
    needs = neurons.needs_of(network, x[ORDER], t[ORDER]) if experiment.by_needs else None
    before = measuring.answers(network, x[ORDER])
    after = measuring.run(network, x[ORDER], experiment, experiment.default, variants[0] if variants else None, needs)
    effect = measuring.effect(before, after, t[ORDER])
    shares = effect.before, effect.after
    if experiment.curve != "accuracy":
        shares = effect.calibration_before, effect.calibration_after
    assert figures(at) == tuple(map(numbers.percent, shares))
    if experiment.curve == "accuracy":
        assert f"{len(effect.lost):,} are no longer right, {len(effect.mended):,} are newly right" in html(at)
    assert f"def {experiment.change.__name__}" in " ".join(code.value for code in at.code)


def test_the_control_and_the_gallery():
    at = run(PAGE, experiment="rotate", amount="40")
    rotate, network = EXPERIMENTS["rotate"], load_network("mlp")
    after = measuring.run(network, x[ORDER], rotate, 40)
    effect = measuring.effect(measuring.answers(network, x[ORDER]), after, t[ORDER])
    assert figures(at)[1] == numbers.percent(effect.after)
    shown = gallery(at)
    assert [digit["index"] for digit in shown] == ORDER[effect.lost[:40]].tolist()
    assert [digit["guess"] for digit in shown] == after.predictions[effect.lost[:40]].tolist()
    at.select_slider(key="amount").set_value(0).run()
    assert not at.exception
    assert figures(at)[0] == figures(at)[1]
    assert at.query_params["amount"] == "0"
    assert "There are none." in " ".join(caption.value for caption in at.caption)


def test_another_experiment_starts_with_its_own_amount():
    at = run(PAGE, experiment="rotate", amount="40")
    at.selectbox(key="experiment").set_value("blur").run()
    assert not at.exception
    assert at.select_slider(key="amount").value == EXPERIMENTS["blur"].default
    assert at.query_params["experiment"] == "blur"


@pytest.mark.parametrize(
    ("lang", "labels"),
    [
        ("en", ["Image: shifted", "Network: rounded weights", "Drawing: the way of the ink"]),
        ("ja", ["画像：ずらす"]),
        ("zh", ["图像：平移"]),
    ],
)
def test_the_experiments_stand_group_by_group(lang, labels):
    options = run(PAGE, lang=lang).selectbox(key="experiment").options
    assert set(labels) <= set(options)
    groups = [option.replace("：", ": ").split(": ")[0] for option in options]
    assert [groups.index(group) for group in groups] == sorted(groups.index(group) for group in groups)


def test_the_frozen_activation_stands_beside_its_twin():
    at = run(PAGE, experiment="activation", network="mlp-plain", amount="relu")
    twin = accuracy(measuring.answers(load_network("mlp-relu"), x), t)
    assert f"The same network trained with relu reads {twin}" in html(at)
    at.segmented_control(key="amount").set_value("sigmoid").run()
    assert "The weights were trained with this function: no wonder that it fits them best." in html(at)
    at = run(PAGE, experiment="activation", network="cnn", amount="tanh")
    assert "how well this one learns cannot be seen here." in html(at)


def test_a_cnn_is_measured_on_a_fair_sample():
    at = run(PAGE, experiment="bits", amount="3", network="cnn")
    found = measuring.run(load_network("cnn"), x[ORDER[:2000]], EXPERIMENTS["bits"], 3, "layer")
    assert "of 2,000 test digits" in html(at)
    assert figures(at)[1] == accuracy(found, t[ORDER[:2000]])
    assert "Weights and biases: 4.80 MB → 451 kB" in html(at)


def test_what_takes_many_passes_of_a_cnn_is_a_job_in_small_parts(monkeypatch):
    asked, run_job = [], jobs.run

    def run_noted(function, calls, *more):
        asked.extend(calls)
        return run_job(function, calls, *more)

    monkeypatch.setattr(jobs, "run", run_noted)
    monkeypatch.setattr(measured, "FEW", 200)
    at = run(PAGE, experiment="average", amount="1", network="cnn")
    averaged = measuring.run(accelerate(load_network("cnn")), x[ORDER[:200]], EXPERIMENTS["average"], 1)
    assert figures(at)[1] == accuracy(averaged, t[ORDER[:200]])
    assert {stop - start for *_, start, stop in asked} == {50}


def test_figures_from_the_file_are_said_to_be():
    at = run(PAGE, experiment="neuron", network="cnn", amount="5")
    assert "come from a file" in html(at) and "python -m benchmarks.neurons" in html(at)
    assert "a file" not in html(run(PAGE, experiment="neuron"))


def test_the_neuron_that_is_needed_most_is_named():
    network = load_network("mlp")
    known = neurons.needs_of(network, x[ORDER], t[ORDER]).alone[0]
    at = run(PAGE, experiment="neuron", amount=str(known.argmin()))
    assert f"Needed most: no. {known.argmin()}, without which {figures(at)[1]} are right." in html(at)


def test_guess_first():
    at = run(PAGE, experiment="blur", amount="3", guess="true")
    assert 'class="figures"' not in html(at)  # nothing is given away
    at.slider(key="marker").set_value(80)
    next(button for button in at.button if button.label == "Measure").click().run()
    assert not at.exception
    measured = float(figures(at)[1].rstrip("%"))
    said = re.search(r"Your guess: 80%\. Measured: ([\d.]+)%\. Gap: ([\d.]+) points\.", html(at))
    assert [float(number) for number in said.groups()] == [measured, pytest.approx(abs(measured - 80), abs=0.051)]
    assert f"Mean gap of 1 guess: {said[2]} points." in html(at)
    assert [note for note in notes(at) if "Accuracy" in note] == [f"σ = 3 px\nAccuracy: {figures(at)[1]}"]


def test_a_guess_is_not_given_away_by_another():
    at = run(PAGE, experiment="neuron", amount="0", guess="true")
    next(button for button in at.button if button.label == "Measure").click().run()
    assert "Needed most" not in html(at)
    at.select_slider(key="amount").set_value(1).run()
    assert 'class="figures"' not in html(at) and "Accuracy" not in html(at)
    assert not [data for data in told(at) if "notes" in data or "digits" in data]
    at.select_slider(key="amount").set_value(0).run()
    assert [note for note in notes(at) if "Accuracy" in note] == [f"no. 0\nAccuracy: {figures(at)[1]}"]
    assert not at.exception


@pytest.mark.parametrize("name", ["temperature", "refuse", "pair"])
def test_where_no_accuracy_changes_there_is_nothing_to_guess(name):
    at = run(PAGE, experiment=name, guess="true")
    assert figures(at) and "guess" not in at.query_params
    assert "Guess first" not in [toggle.label for toggle in at.toggle]


def test_two_networks():
    at = run(PAGE, experiment="pair", amount="mlp-relu", network="mlp-plain")
    ours, other = (measuring.answers(load_network(name), x[ORDER]) for name in ("mlp-plain", "mlp-relu"))
    assert figures(at) == (accuracy(ours, t[ORDER]), accuracy(other, t[ORDER]))
    only = ((ours.predictions == t[ORDER]) & (other.predictions != t[ORDER])).sum()
    assert f"{only} are right only with our MLP, MNIST only" in html(at)
    assert "McNemar" in html(at)
    assert "mlp-plain" not in at.selectbox(key="amount").options


def test_the_way_of_the_ink():
    ink = np.zeros((280, 280), np.uint8)
    ink[20:80, 30:42] = 255
    at = run(PAGE, experiment="ink", amount="crop")
    before, after = (float(share.rstrip("%")) for share in figures(at))
    assert before > 97 > 80 > after
    assert "Drawn by code" in html(at)
    at = AppTest.from_file(PAGE, default_timeout=60)
    put_ink(at, ink)
    at.query_params.update({"experiment": "ink", "amount": "box"})
    at.run()
    assert not at.exception
    assert "Your drawing" in html(at)


def test_another_of_the_digits_drawn_by_code_until_there_is_a_drawing():
    at = run(PAGE, experiment="ink", amount="crop")
    next(button for button in at.button if button.label == "Another digit").click().run()
    assert not at.exception
    assert 1 <= int(at.query_params["drawn"]) < 200
    at = AppTest.from_file(PAGE, default_timeout=60)
    put_ink(at, np.pad(np.full((160, 20), 255, np.uint8), ((60, 60), (130, 130))))
    at.query_params["experiment"] = "ink"
    at.run()
    assert "Another digit" not in [button.label for button in at.button]


def test_a_digit_that_is_newly_right_shows_what_was_read_before():
    at = run(PAGE, experiment="rotate", amount="10", changed="mended")
    before = measuring.answers(load_network("mlp"), x[ORDER]).predictions
    shown = gallery(at)
    assert shown
    for digit in shown:
        place = np.flatnonzero(digit["index"] == ORDER)[0]
        assert digit["guess"] == before[place] != t[ORDER[place]] == digit["label"]
    assert "what was read before" in " ".join(caption.value for caption in at.caption)


@pytest.mark.parametrize(("network", "variants"), [("mlp", 2), ("mlp-plain", 0)])
def test_no_answer_below_a_threshold(network, variants):
    at = run(PAGE, experiment="refuse", amount="0.9", network=network)
    answered, errors = figures(at)
    assert re.fullmatch(rf"{SHARE} answered", answered) and re.fullmatch(rf"{SHARE} errors", errors)
    assert "Of 200 scribbles" in html(at)
    assert len([c for c in at.segmented_control if c.key == "variant"]) == bool(variants)


def test_errors_stand_against_answers_at_every_threshold():
    at = run(PAGE, experiment="refuse", amount="0.9", network="mlp-plain")
    answers = measuring.answers(load_network("mlp-plain"), x[ORDER])
    right = answers.predictions == t[ORDER]
    assert [note.split("\n")[:3] for note in notes(at)] == [
        [
            f"at least {numbers.percent(threshold, 1 if threshold > 0.99 else 0)}",
            f"Digits answered: {numbers.percent((answers.confidence >= threshold).mean(), 1)}",
            f"Errors among the answers: {numbers.percent((~right[answers.confidence >= threshold]).mean())}",
        ]
        for threshold in EXPERIMENTS["refuse"].amounts
    ]
    assert all("scribbles: " in note and "figures: " in note for note in notes(at))


@pytest.mark.parametrize(
    "query",
    [
        {"experiment": "nonsense", "amount": "9", "variant": "x"},
        {"amount": "", "changed_page": "0", "changed": "all"},
        {"amount": "none", "guess": "perhaps"},
    ],
)
def test_what_makes_no_sense_in_the_address_is_ignored(query):
    assert figures(run(PAGE, **query)) == figures(run(PAGE))


@pytest.mark.parametrize("lang", ["ja", "zh"])
@pytest.mark.parametrize("name", ["shift", "activation", "ink", "refuse", "pair"])
def test_in_other_languages(lang, name):
    at = run(PAGE, experiment=name, lang=lang)
    assert figures(at)[1]
