"""The command `python -m training`: what it writes, and what it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mnistcore import load_network
from training.data import sample

pytest.importorskip("keras", reason="needs Keras: pip install -r training/requirements.txt")
pytest.importorskip("torch", reason="needs PyTorch: pip install -r training/requirements.txt")

ROOT = Path(__file__).parents[2]
STROKE = '.SEGMENT DIGIT 0 ? "1"\n.COMMENT 1 {writer} 1\n.PEN_DOWN\n 50 300\n 50 100\n.PEN_UP\n'


def train(*options):
    command = [sys.executable, "-m", "training", *map(str, options)]
    return subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("recipe", ["article", "plain", "people"])
def test_training_on_the_sample(tmp_path, recipe):
    strokes, out = tmp_path / "strokes", tmp_path / "network.npz"
    strokes.write_text(STROKE.format(writer=1) + STROKE.format(writer=2))
    options = ("--source", "sample", "--epochs", 3, "--handwriting", strokes, "--holdout-writers", 2, "--out", out)
    done = train("mlp", "--recipe", recipe, *options)
    assert done.returncode == 0, done.stderr
    log = json.loads(out.with_suffix(".json").read_text())
    assert [epoch["epoch"] for epoch in log["epochs"]] == [1, 2, 3]
    assert log["epochs"][2]["loss"] < log["epochs"][0]["loss"]
    assert log["results"]["writers"]["images"] == 1
    assert log["pen digits"] == (1 if recipe == "people" else 0)
    assert load_network(out).predict_proba(sample()[0][:3]).shape == (3, 10)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["network.json", "network.npz", "strokes"]


def test_people_without_strokes_is_refused(tmp_path):
    done = train("mlp", "--recipe", "people", "--source", "sample", "--out", tmp_path / "network.npz")
    assert done.returncode == 2
    assert "--handwriting FILE" in done.stderr


def test_a_checkpoint_of_another_training_is_refused(tmp_path):
    (tmp_path / "network.checkpoint").write_bytes(b"anything")
    (tmp_path / "network.json").write_text(json.dumps({"network": "cnn", "epochs": []}))
    done = train("mlp", "--recipe", "plain", "--source", "sample", "--out", tmp_path / "network.npz")
    assert done.returncode == 1
    assert "a different network" in done.stderr
