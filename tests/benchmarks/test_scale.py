"""The model of many workers: the largest of its three bounds decides."""

import json
import sys

import pytest

from benchmarks import scale


def test_bounds():
    assert scale.bounds(1e6, 4, 2e-6, 784e6, 0.001) == pytest.approx((0.5, 1.0, 0.1))


def test_the_command(tmp_path, monkeypatch, capsys):
    ways = {"1 worker": [[0.9, 1], [1.0, 1], [5.0, 1]]}
    file = tmp_path / "bulk.json"
    file.write_text(json.dumps({"results": {"mlp": {"images": 1_000_000, "ways": ways}}}))
    command = ["scale", "--bulk", str(file), "--images", "1e8", "--storage", "7.84e9", "--part", "0.002"]
    monkeypatch.setattr(sys, "argv", command)
    scale.main()
    printed = capsys.readouterr().out
    assert "mlp: 1 microseconds an image, 1 million images a second a core" in printed
    assert "so 10 workers read as fast as the storage gives" in printed
    rows = dict(line.strip("| ").split(" | ") for line in printed.splitlines() if "(" in line and line[0] == "|")
    assert rows["1"] == "100 (computing)" and rows["2"] == "50 (computing)"
    assert rows["1,000"] == "20 (scheduling)"
    monkeypatch.setattr(sys, "argv", [*command[:-2], "--part", "0"])
    scale.main()
    assert "| 1,000 | 10 (reading) |" in capsys.readouterr().out
