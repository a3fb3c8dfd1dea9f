"""The command `python -m training`: what it writes, and what it refuses."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mnistcore import load_network
from training import data

pytest.importorskip("keras", reason="needs Keras: pip install -r training/requirements.txt")
pytest.importorskip("torch", reason="needs PyTorch: pip install -r training/requirements.txt")

from training import __main__ as command  # noqa: E402

ROOT = Path(__file__).parents[2]
CHARACTER = '{{"donor": "{donor}", "writer": "{donor}", "label": "{label}", "strokes": [[[0, 0], [0, 9]]]}}\n'
STROKE = '.SEGMENT DIGIT 0 ? "1"\n.COMMENT 1 {writer} 1\n.PEN_DOWN\n 50 300\n 50 100\n.PEN_UP\n'


@pytest.fixture
def train(monkeypatch):
    """train(*options): the command in this process, which has loaded PyTorch, and without others that draw digits."""

    def run(*options):
        monkeypatch.setattr(sys, "argv", ["training", *map(str, options)])
        monkeypatch.setattr(data, "ProcessPoolExecutor", ThreadPoolExecutor)
        command.main()

    return run


def train_in_a_process(*options):
    subprocess.run([sys.executable, "-m", "training", *map(str, options)], cwd=ROOT, check=True, timeout=300)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # the accuracy of digits that the only image does not show
@pytest.mark.parametrize("recipe", ["article", "plain", "people"])
def test_training_on_the_sample(tmp_path, train, recipe):
    strokes, out = tmp_path / "strokes", tmp_path / "network.npz"
    strokes.write_text(STROKE.format(writer=1) + STROKE.format(writer=2))
    options = ("--source", "sample", "--epochs", 3, "--handwriting", strokes, "--holdout-writers", 2, "--out", out)
    (train_in_a_process if recipe == "people" else train)("mlp", "--recipe", recipe, *options)
    log = json.loads(out.with_suffix(".json").read_text())
    assert [epoch["epoch"] for epoch in log["epochs"]] == [1, 2, 3]
    assert log["epochs"][2]["loss"] < log["epochs"][0]["loss"]
    assert log["results"]["writers"]["images"] == 1
    assert log["pen digits"] == (1 if recipe == "people" else 0)
    assert load_network(out).predict_proba(data.sample()[0][:3]).shape == (3, 10)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["network.json", "network.npz", "strokes"]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # as above
def test_everyone_starts_from_other_weights_and_knows_what_is_no_digit(tmp_path, train):
    strokes, unipen, out = tmp_path / "strokes", tmp_path / "unipen.jsonl", tmp_path / "network.npz"
    strokes.write_text(STROKE.format(writer=1) + STROKE.format(writer=2))
    unipen.write_text("".join(CHARACTER.format(donor=d, label=c) for d in ("abc", "ced") for c in "17K"))
    people = ("--handwriting", strokes, "--holdout-writers", 2, "--unipen", unipen, "--holdout-collections", "ced")
    options = ("--source", "sample", "--epochs", 2, "--start-from", "mlp", "--judge", "mlp", "--out", out)
    train("mlp", "--recipe", "everyone", *people, *options)
    log = json.loads(out.with_suffix(".json").read_text())
    assert log["epochs"][1]["accuracy"] > 0.9  # from the first step
    assert log["pen digits"] == 2  # of UCI one, of UNIPEN the 1, not the 7 that looks like a 1
    assert log["results"]["ced"]["images"] == 2
    assert load_network(out).digit_threshold == pytest.approx(log["digit threshold"])
    assert 0 < log["digit threshold"] < 1


def test_people_without_strokes_is_refused(tmp_path, train, capsys):
    with pytest.raises(SystemExit) as refused:
        train("mlp", "--recipe", "people", "--source", "sample", "--out", tmp_path / "network.npz")
    assert refused.value.code == 2
    assert "--handwriting PATH" in capsys.readouterr().err


def test_a_checkpoint_of_another_training_is_refused(tmp_path, train):
    (tmp_path / "network.checkpoint").write_bytes(b"anything")
    (tmp_path / "network.json").write_text(json.dumps({"network": "cnn", "epochs": []}))
    with pytest.raises(SystemExit, match="a different network"):
        train("mlp", "--recipe", "plain", "--source", "sample", "--out", tmp_path / "network.npz")
