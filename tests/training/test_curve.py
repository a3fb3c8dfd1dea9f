"""The chart of the accuracy during several trainings."""

import json
import sys

import pytest

pytest.importorskip("matplotlib", reason="needs Matplotlib: pip install -r training/requirements.txt")

from training import curve  # noqa: E402


def test_the_chart_labels_every_training_with_its_final_accuracy(tmp_path, monkeypatch):
    logs, out = [tmp_path / "fast.json", tmp_path / "slow.json"], tmp_path / "curve.svg"
    for path, rate, reached in zip(logs, (1.0, 0.001), (0.9929, 0.84), strict=True):
        epochs = [{"epoch": e, "learning_rate": rate, "test": reached * e / 2} for e in (1, 2)]
        path.write_text(json.dumps({"epochs": epochs}))
    monkeypatch.setattr(sys, "argv", ["curve", *map(str, logs), "--out", str(out)])
    curve.main()
    picture = out.read_text()
    assert "learning rate 1: 99.29% after 2 epochs" in picture
    assert "learning rate 0.001: 84.00% after 2 epochs" in picture
