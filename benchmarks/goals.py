"""Goals for the accelerated pass: its time divided by another engine's in the same turn."""

import statistics
from typing import NamedTuple

from .comparison import ratios


class Goal(NamedTuple):
    """The median ratio to the engine is at most `at_most`, at each batch size from `smallest` to `largest`."""

    network: str
    engine: str
    at_most: float
    smallest: int
    largest: int


GOALS = (
    Goal("mlp", "PyTorch", 1.0, 1, 100),
    Goal("mlp", "ONNX Runtime", 1.4, 1, 100),
    Goal("mlp", "PyTorch", 0.9, 250, 10_000),
    Goal("mlp", "ONNX Runtime", 1.0, 250, 10_000),
    Goal("cnn", "PyTorch", 0.8, 1, 100),
    Goal("cnn", "ONNX Runtime", 1.3, 1, 100),
)


def checked(results, goals=GOALS):
    """For each table and each goal with an engine in it: the goal, the largest median, its batch size, and if it's met.

    results: a dict from table to a dict from network to what `comparison.compare` returns.
    """
    rows = []
    for table, by_network in results.items():
        for goal in goals:
            medians = {
                size: statistics.median(ratios(timings, goal.engine))
                for size, timings in by_network.get(goal.network, {}).items()
                if goal.smallest <= size <= goal.largest and goal.engine in timings
            }
            if medians:
                size = max(medians, key=medians.get)
                found = {"ratio": medians[size], "batch_size": size, "met": medians[size] <= goal.at_most}
                rows.append({"table": table} | goal._asdict() | found)
    return rows
