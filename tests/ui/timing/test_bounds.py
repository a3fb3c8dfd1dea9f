"""Lower bounds in words and as a table, and the best that was ever measured."""

import pytest

from mnistcore.speed import roofline
from mnistcore.speed.timing import BatchTiming
from ui.timing import bounds

TIMING = BatchTiming(100, 4000, (0.4,))  # 10 ms for a batch


@pytest.mark.parametrize(
    ("calls", "memory", "arithmetic", "words"),
    [
        (
            8e-3,
            1e-3,
            1e-3,
            "**call overhead**. That alone would take 80% of the measured time. Little else takes time.",
        ),
        (
            1e-3,
            2e-3,
            1e-3,
            "**memory traffic**. That alone would take 20% of the measured time. The bounds leave",
        ),
        (1e-3, 1e-3, 5e-3, "**arithmetic**. That alone would take 50%"),
        (1e-3, 2e-2, 1e-3, "its values stay in the processor's caches"),
        (2e-2, 1e-3, 1e-3, "on a busy computer, measurements vary"),
    ],
)
def test_the_nearest_is_the_largest(calls, memory, arithmetic, words):
    assert words in bounds.nearest({"calls": calls, "memory": memory, "arithmetic": arithmetic}, TIMING)


def test_the_table_compares_with_a_full_batch():
    html = bounds.table({"calls": 2.5e-3, "memory": 1e-3}, TIMING)
    assert "One batch of 100" in html
    assert (
        "10.0 ms" in html
        and "call overhead alone" in html
        and "2.50 ms<small>25%" in html
        and "1.00 ms<small>10%" in html
    )


def test_the_best_of_all_measurements_counts(monkeypatch):
    """Bandwidth and peak each for itself: a busy moment makes either look smaller, and calls longer."""
    limits, calls = iter([roofline.Limits(10, 300), roofline.Limits(20, 200)]), iter([0.2, 0.1, 0.3])
    monkeypatch.setattr(roofline, "measure_limits", lambda dtype, wait: next(limits))
    monkeypatch.setattr(roofline, "measure_calls", lambda network, wait: next(calls))
    assert bounds.best_limits("a number type", wait=0) == roofline.Limits(10, 300)
    assert bounds.best_limits("a number type", wait=0) == roofline.Limits(20, 300)
    assert [bounds.best_calls("a network", None, wait=0) for _ in range(3)] == [0.2, 0.1, 0.1]
