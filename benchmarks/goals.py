"""Goals for the accelerated pass: its time divided by another engine's in the same run."""

from typing import NamedTuple

from .comparison import ratio


class Goal(NamedTuple):
    """The ratio to the engine's time is at most `at_most`, at each batch size from `smallest` to `largest`."""

    network: str
    engine: str
    at_most: float
    smallest: int
    largest: int


GOALS = (
    Goal("mlp", "PyTorch", 1.0, 1, 10_000),
    Goal("mlp", "ONNX Runtime", 1.2, 1, 10_000),
    Goal("mlp", "PyTorch", 0.9, 250, 10_000),
    Goal("mlp", "ONNX Runtime", 1.0, 250, 10_000),
    Goal("cnn", "PyTorch", 1.3, 100, 100),
    Goal("cnn", "ONNX Runtime", 1.8, 100, 100),
    Goal("cnn", "PyTorch", 0.6, 1, 1),
    Goal("cnn", "ONNX Runtime", 1.2, 1, 1),
)


def checked(results, goals=GOALS):
    """For each goal whose engine was timed: the goal, the largest ratio, its batch size, and whether it is met."""
    rows = []
    for goal in goals:
        ratios = {
            size: ratio(timings, goal.engine)
            for size, timings in results[goal.network].items()
            if goal.smallest <= size <= goal.largest and goal.engine in timings
        }
        if ratios:
            worst = max(ratios, key=ratios.get)
            rows.append(
                goal._asdict() | {"ratio": ratios[worst], "batch_size": worst, "met": ratios[worst] <= goal.at_most}
            )
    return rows
