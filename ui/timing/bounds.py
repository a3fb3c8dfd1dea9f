"""Why a batch takes as long as it does: the least that its calls, its memory and its products ask for, in words."""

import streamlit as st

from mnistcore.speed import roofline
from ui.figures import comparison
from ui.figures.numbers import amount, duration, memory, rounded

NAMES = {"calls": "The calls", "memory": "Moving the numbers", "products": "The products"}


@st.cache_resource(show_spinner=False)
def _best():
    """The best that was measured since the server started: other work on the computer only makes it look slower."""
    return {}


def limits(dtype, wait):
    """What this computer can do, measured now, or better if it has ever done better."""
    now = roofline.measure_limits(dtype, wait)
    before = _best().get(dtype, now)
    _best()[dtype] = roofline.Limits(max(before.bandwidth, now.bandwidth), max(before.peak, now.peak))
    return _best()[dtype]


def calls(model_key, network, wait):
    """The seconds that a batch's calls take for a network, measured now, or less if they ever took less."""
    now = roofline.measure_calls(network, wait)
    _best()[model_key] = min(now, _best().get(model_key, now))
    return _best()[model_key]


def counted(work, batch_size):
    """What one batch does, whatever the computer."""
    return (
        f"One batch of {batch_size:,}: **{amount(work.operations(batch_size))}** operations (multiplications and "
        f"additions) and at least **{memory(work.bytes_moved(batch_size))}** to move. That makes "
        f"**{rounded(work.intensity(batch_size))}** operations for every byte."
    )


def nearest(least, timing):
    """Which wall a measured batch size is nearest to, in a few sentences."""
    wall = max(least, key=least.get)
    share = least[wall] / batch_seconds(timing)
    words = f"At batch size {timing.batch_size:,} the nearest wall is **{wall}**. "
    if share > 1 and wall == "memory":
        return words + (
            "The batch is even faster than this wall allows: its numbers stay in the processor's caches, which are "
            "quicker than memory."
        )
    if share > 1:
        return words + "The batch was even faster than that was when it was measured: a busy computer is not steady."
    rest = (
        "The rest is what no wall counts: bytes that become floats, activation functions, copies on the way."
        if share < 0.8
        else "Little else counts."
    )
    return words + f"{NAMES[wall]} alone would take {100 * share:.0f} % of the measured time. {rest}"


def table(least, timing):
    """The measured time of one batch, and below it the least that each wall asks for."""
    measured = batch_seconds(timing)
    rows = [comparison.Row("measured", measured, duration(measured))]
    for wall, seconds in least.items():
        rows.append(comparison.Row(f"{wall} alone", seconds, duration(seconds), f"{100 * seconds / measured:.0f} %"))
    return comparison.table(("", f"One batch of {timing.batch_size:,}"), rows, best="measured")


def batch_seconds(timing):
    """Seconds of one full batch, by the median."""
    return timing.median * timing.batch_size / timing.images
