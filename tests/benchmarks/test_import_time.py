"""The time of an import, measured in fresh processes."""

import json
import sys

from benchmarks import imports


def test_the_command(tmp_path, monkeypatch, capsys):
    path = tmp_path / "figures.json"
    monkeypatch.setattr(sys, "argv", ["imports", "--repeats", "2", "--json", str(path)])
    imports.main()
    results = json.loads(path.read_text())["results"]
    assert {name: len(seconds) for name, seconds in results.items()} == {"numpy": 2, "mnistcore": 2}
    assert all(0 < s < 60 for seconds in results.values() for s in seconds)
    assert "mnistcore, after numpy" in capsys.readouterr().out
