"""Why a batch takes as long as it does: the least that its calls, its memory and its products ask for, in words."""

import streamlit as st

from mnistcore import roofline
from ui import comparison
from ui.quantities import amount, duration, memory, rounded

NAMES = {"calls": "The calls", "memory": "Moving the numbers", "products": "The products"}


@st.cache_resource(show_spinner=False, max_entries=4)
def limits(dtype, wait):
    """What this computer can do, measured once for as long as the server runs."""
    return roofline.measure_limits(dtype, wait)


@st.cache_resource(show_spinner=False, max_entries=16)
def calls(model_key, _network, wait):
    """What a batch's calls take for a network, measured once for as long as the server runs."""
    return roofline.measure_calls(_network, wait)


def counted(work, batch_size):
    """What one batch does, whatever the computer."""
    return (
        f"One batch of {batch_size:,}: **{amount(work.operations(batch_size))}** operations (multiplications and "
        f"additions) and at least **{memory(work.moved(batch_size))}** to move. That makes "
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
    rest = (
        "The rest is what no wall counts: bytes that become floats, activation functions, copies on the way."
        if share < 0.7
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
