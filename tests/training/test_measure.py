"""Measuring networks: the variations of images, the figures, and the command."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mnistcore import evaluate, load_network
from mnistcore.experiments.nondigits import scribbles
from mnistcore.experiments.strokes import CANVAS as SIDE
from training import data, measure, rejection, trials
from training.handwriting import Character
from training.tables import ACCEPTED, markdown

ROOT = Path(__file__).parents[2]
ONE = Character(1, 3, [np.array([[50, 0], [50, 100]], np.float32)])
STROKE = '.SEGMENT DIGIT 0 ? "1"\n.COMMENT 1 {writer} 1\n.PEN_DOWN\n 50 300\n 50 100\n.PEN_UP\n'


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.fixture
def few(monkeypatch, cache):
    """60 digits of the built-in sample in place of all 5,000. No other data are found."""
    x, t = data.sample()
    monkeypatch.setattr(data, "sample", lambda: (x[:60], t[:60]))
    monkeypatch.setattr(measure, "QUICK", 20)
    return x[:60], t[:60]


@pytest.fixture
def command(few, monkeypatch, capsys):
    """run(*options) -> what `python -m training.measure` prints."""

    def run(*options):
        monkeypatch.setattr(sys, "argv", ["measure", *map(str, options)])
        measure.main()
        return capsys.readouterr().out

    return run


def test_images_are_shifted_by_the_number_of_pixels_in_all_directions():
    dot = np.zeros((40, 28, 28), np.uint8)
    dot[:, 14, 14] = 9
    places = {tuple(np.argwhere(image)[0]) for image in trials.shifted(dot, 3, rng())}
    assert places == {(11, 14), (17, 14), (14, 11), (14, 17)}


def test_pixels_shifted_over_the_edge_are_lost():
    ink = np.full((8, 28, 28), 255, np.uint8)
    assert set(np.count_nonzero(trials.shifted(ink, 2, rng()), axis=(1, 2))) == {26 * 28}


def test_a_rotation_by_0_degrees_changes_little(few):
    x, _ = few
    assert np.abs(trials.turned(x, 0, rng()) - x.astype(float)).mean() < 10


@pytest.mark.parametrize("turned", [trials.turned, lambda x, angle, rng: as_drawn(x, angle, rng)], ids=["image", "pen"])
def test_rotations_go_to_either_side(turned):
    """Rotated by 90 degrees, the upright stroke is horizontal. Rotated by 45, it leans left or right."""
    upright = data.as_drawn([ONE] * 20)[0] if turned is trials.turned else [ONE] * 20
    horizontal = turned(upright, 90, rng())
    assert all(np.ptp(np.nonzero(image)[1]) == 19 and np.ptp(np.nonzero(image)[0]) < 6 for image in horizontal)
    leaning = {np.sign(np.corrcoef(np.nonzero(image))[0, 1]) for image in turned(upright, 45, rng())}
    assert leaning == {-1, 1}


def as_drawn(digits, angle, rng):
    return data.as_drawn(trials.turned_strokes(digits, angle, rng))[0]


def test_drawings_are_in_all_corners_with_all_their_ink(monkeypatch):
    monkeypatch.setattr(trials, "normalize_drawing", lambda ink: ink)
    inks = trials.in_corners([ONE] * 20, 100, rng()) > 127
    assert {tuple(np.argwhere(ink).mean(axis=0) > SIDE / 2) for ink in inks} == {(a, b) for a in (0, 1) for b in (0, 1)}
    assert all(np.ptp(np.nonzero(ink)[0]) == pytest.approx(120, abs=2) for ink in inks)


@pytest.mark.parametrize("no_digits", [scribbles, trials.letters, trials.noise])
def test_images_that_are_no_digits_are_determined_by_the_seed(no_digits):
    first, same, other = no_digits(20, rng(1)), no_digits(20, rng(1)), no_digits(20, rng(2))
    assert (first.shape, first.dtype) == ((20, 28, 28), np.uint8)
    np.testing.assert_array_equal(first, same)
    assert all((one != another).any() for one, another in zip(first, other, strict=True))


def test_pairs_have_two_digits_side_by_side():
    ones = data.as_drawn([ONE])[0]
    (image,) = trials.pairs(ones, 1, rng())
    assert np.count_nonzero(np.diff((image.max(axis=0) > 99).astype(int)) == 1) == 2  # two runs of inked columns


def test_figures_of_known_probabilities():
    y = np.full((4, 10), 0.01)
    y[[0, 1, 2, 3], [0, 1, 2, 3]] = [0.95, 0.95, 0.6, 0.4]
    assert measure.figures(y, None) == {"images": 4, "above 0.5": 0.75, "above 0.9": 0.5}
    assert measure.figures(y[:2], np.array([0, 9]))["accuracy"] == 0.5
    per_digit = measure.figures(y, np.array([0, 1, 2, 2]))["accuracy per digit"]
    assert per_digit[:3] == [1, 1, 0.5]


@pytest.mark.parametrize(
    ("log", "writers", "collections", "seen"),
    [
        ({"recipe": "plain"}, [], [], []),
        ({"recipe": "article"}, [], [], [measure.SAMPLE]),
        ({"recipe": "people", "holdout_writers": []}, [3], [], [measure.WRITERS]),
        ({"recipe": "people", "holdout_writers": [3, 8]}, [], [], [measure.WRITERS]),
        ({"recipe": "people", "holdout_writers": [3, 8]}, [3, 9], [], [measure.WRITERS]),
        ({"recipe": "people", "holdout_writers": [3, 8]}, [8], [], []),
        ({"recipe": "everyone", "holdout_writers": [3]}, [3], ["ced"], [measure.UNIPEN]),
        ({"recipe": "everyone", "holdout_collections": ["ced"]}, [3], ["ced"], [measure.WRITERS]),
        ({"recipe": "everyone", "holdout_collections": ["ced"]}, [], [], [measure.WRITERS, measure.UNIPEN]),
        ({}, [3], [], []),
    ],
)
def test_the_log_says_what_a_network_was_trained_on(tmp_path, log, writers, collections, seen):
    (tmp_path / "network.json").write_text(json.dumps(log))
    args = SimpleNamespace(writers=writers, collections=collections)
    assert measure.trained_on("network", tmp_path / "network.npz", args) == seen


def test_what_the_first_weights_were_trained_on_counts_too(tmp_path):
    args = SimpleNamespace(writers=[3], collections=["ced"])
    apart = {"recipe": "everyone", "holdout_writers": [3], "holdout_collections": ["ced"]}
    (tmp_path / "first.json").write_text(json.dumps({"recipe": "people"}))
    for start, seen in ((None, []), ("first", [measure.WRITERS]), ("cnn-plain", [])):
        (tmp_path / "network.json").write_text(json.dumps(apart | {"start_from": start}))
        assert measure.trained_on("network", tmp_path / "network.npz", args) == seen


def test_the_command_prints_what_it_writes(command, few, tmp_path):
    printed = command("mlp", "--quick", "--json", tmp_path / "found.json")
    found = json.loads((tmp_path / "found.json").read_text())
    assert printed.strip() == markdown(found)
    accuracy = evaluate(load_network("mlp"), *few).accuracy
    assert found["networks"]["mlp"]["Accuracy"][measure.SAMPLE]["accuracy"] == pytest.approx(accuracy)
    assert f"| mlp | {100 * accuracy:.2f} |" in printed
    assert "Left out: MNIST test" in printed
    assert "Left out: pen writers" in printed


def test_collections_are_measured_by_writer(command, tmp_path):
    path = tmp_path / "unipen.jsonl"
    strokes = {"1": ONE.strokes[0].tolist(), "7": [[0, 0]], "K": [[0, 0], [9, 9]]}
    lines = [("abc", "a", "1"), ("abc", "a", "1"), ("abc", "b", "7"), ("ced", "c", "1"), ("ced", "c", "K")]
    named = [{"donor": d, "writer": w, "label": label, "strokes": [strokes[label]]} for d, w, label in lines]
    path.write_text("\n".join(map(json.dumps, named)))
    command("cnn", "--quick", "--unipen", path, "--json", tmp_path / "found.json")
    found = json.loads((tmp_path / "found.json").read_text())["networks"]["cnn"]
    assert found["Accuracy"][measure.UNIPEN]["images"] == 4
    by_writer = found[f"{measure.UNIPEN}, mean of the writers"]
    shares = {name: (figures["accuracy"], figures["writers"]) for name, figures in by_writer.items()}
    assert shares == {"abc": (0.5, 2), "ced": (1, 1), "all": (pytest.approx(2 / 3), 3)}  # a dot is no seven
    assert "letters" in found[ACCEPTED]


def test_the_threshold_accepts_95_of_100_digits():
    class Known:
        digit_probability = staticmethod(lambda images: images[:, 0, 0] / 255)

    digits = np.arange(100, dtype=np.uint8)[:, None, None]
    kinds = {"dark": digits[:5], "brighter": digits[50:], "some": digits[:10]}
    assert rejection.accepted(Known, digits, kinds) == {"dark": 0, "brighter": 1, "some": 0.5}


def test_networks_that_cannot_tell_are_judged_by_the_largest_probability(few):
    x, _ = few
    network = load_network("cnn-plain")
    np.testing.assert_array_equal(rejection.scores(network, x), network.predict_proba(x).max(axis=1))
    kinds = rejection.others(5, [], x, seed=0)
    assert {images.shape for images in kinds.values()} == {(5, 28, 28)}


def test_noise_has_the_deviation_that_it_says():
    grey = np.full((10, 28, 28), 128, np.uint8)
    noisy = trials.noisy(grey, 0.1, rng())
    assert noisy.std() / 255 == pytest.approx(0.1, abs=0.01)
    assert noisy.mean() == pytest.approx(128, abs=1)


def test_pen_writers_are_marked_where_a_network_was_trained_on_them(command, few, tmp_path):
    strokes, plain, people = (tmp_path / name for name in ("strokes", "plain.npz", "people.npz"))
    strokes.write_text("".join(STROKE.format(writer=writer) for writer in (1, 2, 2)))
    for path in (plain, people):
        path.write_bytes((measure.SHIPPED / "mlp.npz").read_bytes())
        path.with_suffix(".json").write_text(json.dumps({"recipe": path.stem}))
    printed = command(plain, people, "--quick", "--handwriting", strokes, "--writers", 2, "--json", tmp_path / "found")
    found = json.loads((tmp_path / "found").read_text())
    assert found["networks"]["plain"]["Accuracy"][measure.WRITERS]["images"] == 2
    assert found["trained on"] == {"plain": [], "people": [measure.WRITERS]}
    assert [line.count("†") for line in printed.splitlines() if line.startswith("| people |")][0] == 1
    assert not any("†" in line for line in printed.splitlines() if line.startswith("| plain"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["nowhere.npz"], "Cannot read nowhere.npz"),
        (["mlp", "--handwriting", "{strokes}", "--writers", "1,77"], r"Expected digits of writers \[77\]"),
        (["mlp", "--handwriting", "nowhere"], "No such file"),
    ],
)
def test_missing_files_and_writers_are_named(command, tmp_path, options, message):
    (tmp_path / "strokes").write_text(STROKE.format(writer=1))
    with pytest.raises(SystemExit, match=message):
        command("--quick", *(option.format(strokes=tmp_path / "strokes") for option in options))


def test_measuring_needs_no_keras():
    heavy = "import sys, training.measure; sys.exit(bool({'keras', 'torch', 'streamlit'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", heavy], cwd=ROOT, timeout=60).returncode == 0
