"""What the sweep says about its fastest batch size."""

from mnistcore.speed.timing import BatchTiming
from ui.timing import sweep


def test_the_fastest_size_is_named_and_compared_with_one_at_a_time():
    timings = [BatchTiming(1, 1000, (0.2, 0.21)), BatchTiming(100, 1000, (0.01,)), BatchTiming(1000, 1000, (0.03,))]
    assert sweep.fastest(timings) == (
        "Fastest here: **batch size 100**, 10.0 µs per image, 20.5 times as fast as one at a time."
    )


def test_one_at_a_time_is_not_compared_with_itself():
    timings = [BatchTiming(1, 10, (0.1,)), BatchTiming(10, 10, (0.2,))]
    assert sweep.fastest(timings) == "Fastest here: **batch size 1**, 10.0 ms per image."
