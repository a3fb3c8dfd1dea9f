"""Bulk evaluation beside a plain loop: both see every image, and the table has a row for each way."""

import json
import sys

import numpy as np

from benchmarks import bulk
from mnistcore.bulk.shards import find_shards


def test_all_ways_count_the_same(tmp_path, cache):
    assert bulk.write_shards(tmp_path, 300, 3) == 900
    shards = find_shards(str(tmp_path / "images"), str(tmp_path / "labels"))
    confusion = bulk.plain_loop("mlp", shards)
    assert confusion.sum() == 900
    for workers in (1, 3):
        np.testing.assert_array_equal(bulk.in_bulk("mlp", shards, workers), confusion)


def test_the_command(tmp_path, monkeypatch, capsys, cache):
    monkeypatch.setattr(bulk, "SHARD", {"mlp": 100, "cnn": 100})
    monkeypatch.setattr(bulk, "IMAGES", {"mlp": 200, "cnn": 100})
    monkeypatch.setattr(
        sys, "argv", ["bulk", "--turns", "2", "--workers", "1", "2", "--json", str(tmp_path / "f.json")]
    )
    bulk.main()
    results = json.loads((tmp_path / "f.json").read_text())["results"]
    assert {name: row["images"] for name, row in results.items()} == {"mlp": 200, "cnn": 100}
    for row in results.values():
        assert list(row["ways"]) == ["plain loop", "1 worker", "2 workers"]
        assert all(len(turns) == 2 and min(map(min, turns)) > 0 for turns in row["ways"].values())
    assert "| 2 workers |" in capsys.readouterr().out
