"""The benchmark of a crowd: what its table and its picture are made of."""

import sys

import pytest

from benchmarks import crowd


def test_a_row_is_of_all_answers_of_all_runs():
    runs = [
        {"ms": [10.0] * 99, "strokes": 2.0, "answers": 4.0, "load": 0.1},
        {"ms": [1000.0], "strokes": 1.0, "answers": 2.0, "load": 0.3},
    ]
    row = crowd.summary(40, 2, runs)
    assert row == {
        "Visitors": 40,
        "Replicas": 2,
        "Median, ms": 10,
        "95th percentile, ms": 10,
        "99th": 20,
        "Strokes a second": 1.5,
        "Answers a second": 3.0,
        "Cores of the load": 0.2,
    }


def test_one_server_and_two_take_turns(tmp_path, monkeypatch, capsys):
    pytest.importorskip("matplotlib")
    asked = []

    def measure(recorded, visitors, replicas, seconds):
        asked.append((visitors, replicas, seconds))
        return {"ms": [visitors / replicas], "strokes": 1.0, "answers": 1.0, "load": 0.1}

    async def record():
        return "first", "turn"

    monkeypatch.setattr(crowd, "measure", measure)
    monkeypatch.setattr(crowd, "record", record)
    command = ["crowd", "--visitors", "20", "40", "--turns", "2", "--seconds", "7", "--picture"]
    monkeypatch.setattr(sys, "argv", [*command, str(tmp_path / "crowd.svg")])
    crowd.main()
    assert asked == [(20, 1, 7), (20, 2, 7), (40, 1, 7), (40, 2, 7)] * 2
    assert "| 40 | 2 | 20 | 20 | 20 | 1.0 | 1.0 | 0.1 |" in capsys.readouterr().out
    assert "visitors who draw" in (tmp_path / "crowd.svg").read_text()
