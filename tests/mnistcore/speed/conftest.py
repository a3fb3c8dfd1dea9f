"""Timings of tests need no warm-up that lasts."""

import pytest

from mnistcore.speed import timing


@pytest.fixture(autouse=True)
def short_warm_up(monkeypatch):
    monkeypatch.setattr(timing, "WARM_UP_SECONDS", 0)
