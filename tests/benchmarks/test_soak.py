"""The soak: what it records, and that a wrong answer ends it."""

import asyncio

import pytest

from benchmarks import soak


def test_memory_counts_once_everything_is_loaded():
    memory = [100.0, 180.0, *[200.0] * 8, 203.0, 199.0]
    assert soak.summary([10.0] * 99 + [1000.0], memory) == {
        "answers": 100,
        "median, ms": 10,
        "95th percentile, ms": 10,
        "99th percentile, ms": 20,
        "MB after 10 minutes": 200.0,
        "lowest and highest since, MB": [199.0, 203.0],
    }


class Wrong:
    beside = "<h3>This looks like a 7.</h3>"

    @classmethod
    async def arrive(cls, address, message):
        return cls()

    async def draw(self, begin, turn, end):
        return 10.0


def test_a_wrong_answer_ends_it(monkeypatch):
    monkeypatch.setattr(soak, "Echo", Wrong)
    visit = soak.visit("http://127.0.0.1", ["first", *["turn"] * len(soak.strokes.CORNERS)], 0, 1, 0)
    with pytest.raises(RuntimeError, match="Expected the answer to be 1, found: <h3>This looks like a 7"):
        asyncio.run(visit)
