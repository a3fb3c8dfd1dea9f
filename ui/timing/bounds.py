"""The section "Why many at once are faster": lower bounds by calls, memory and arithmetic, and the roofline."""

import streamlit as st

from mnistcore.speed import roofline
from ui.figures import charts, comparison
from ui.figures.numbers import amount, count, duration, memory, percent, rounded
from ui.timing.measuring import Section, when_free

NAMES = {"calls": "The calls", "memory": "Moving the numbers", "products": "The products"}


def introduce(subject):
    st.subheader("Why many at once are faster")
    st.markdown(
        "Three things take time. Each of them sets a least time, a wall that no run gets past.\n"
        "- **Calls**: Python calls the same NumPy functions for every batch, however many images are in it.\n"
        "- **Memory**: the weights are fetched for every batch, the numbers of an image for every image.\n"
        "- **Products**: every image needs the same multiplications and additions.\n\n"
        "In a large batch, many images share the calls and the weights ([see the shapes](#shapes)). "
        "The products cannot be shared: they are what is left."
        + (
            " A convolution gains less: even one image makes a large matrix there, so the products come first."
            if subject.has_convolutions
            else ""
        )
    )
    st.markdown(counted(subject.work, subject.batch_size))
    return Section(subject, "limits", "Measure this computer's walls", ":material/speed:", _measure, _show)


def _measure(section):
    model = section.subject.model
    with section.place.container():
        notice = st.empty()
        st.caption("Copying a large block, multiplying large matrices, calling with next to nothing to do …")
        limits = when_free(notice, best_limits, model.network.dtype)
        section.keep((limits, when_free(notice, best_calls, model.key, model.network)))


@st.cache_resource(show_spinner=False)
def _best():
    """The best that was measured since the server started: other work on the computer only makes it look slower."""
    return {}


def best_limits(dtype, wait):
    """The roofline.Limits of this computer, measured now, or better if they were ever better."""
    now = roofline.measure_limits(dtype, wait)
    before = _best().get(dtype, now)
    _best()[dtype] = roofline.Limits(max(before.bandwidth, now.bandwidth), max(before.peak, now.peak))
    return _best()[dtype]


def best_calls(model_key, network, wait):
    """The seconds that a batch's calls take for a network, measured now, or less if they ever took less."""
    now = roofline.measure_calls(network, wait)
    _best()[model_key] = min(now, _best().get(model_key, now))
    return _best()[model_key]


def _show(subject, limits_and_calls):
    limits, calls = limits_and_calls
    run = subject.latest_run[1]
    bounds = roofline.lower_bounds(subject.work, limits, calls, subject.batch_size)
    st.markdown(nearest(bounds, run))
    st.html(table(bounds, run))
    st.plotly_chart(
        charts.roofline(subject.work, limits, calls, subject.measured.get("sweep", []), run),
        config={"displayModeBar": False},
        key="roofline",
        alt="Operations a second against operations for every byte, on log scales, below what this computer can do.",
    )
    st.caption(
        "The roofline of this computer, with one thread. The slope is memory: a large block is copied at "
        f"{rounded(limits.bandwidth / 1e9)} GB a second. The flat top is the processor: large matrices are multiplied "
        f"at {rounded(limits.peak / 1e9)} billion operations a second. The dashed line is the calls: "
        f"{duration(calls)} for every batch. A point can lie above the slope where its numbers stay in the processor's "
        "caches." + ("" if "sweep" in subject.measured else " Measure all batch sizes, and they all stand here.")
    )


def counted(work, batch_size):
    """What one batch does, whatever the computer."""
    return (
        f"One batch of {count(batch_size)}: **{amount(work.operations(batch_size))}** operations (multiplications and "
        f"additions) and at least **{memory(work.bytes_moved(batch_size))}** to move. That makes "
        f"**{rounded(work.intensity(batch_size))}** operations for every byte."
    )


def nearest(bounds, timing):
    """Which lower bound a measured batch size is nearest to, in a few sentences. bounds: seconds for one batch."""
    bound = max(bounds, key=bounds.get)
    share = bounds[bound] / batch_seconds(timing)
    words = f"At batch size {count(timing.batch_size)} the nearest wall is **{bound}**. "
    if share > 1 and bound == "memory":
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
    return words + f"{NAMES[bound]} alone would take {percent(share, 0)} of the measured time. {rest}"


def table(bounds, timing):
    """The measured time of one batch, and below it its lower bounds, in seconds by name."""
    measured = batch_seconds(timing)
    rows = [comparison.Row("measured", measured, duration(measured))]
    for bound, seconds in bounds.items():
        rows.append(comparison.Row(f"{bound} alone", seconds, duration(seconds), percent(seconds / measured, 0)))
    return comparison.table(("", f"One batch of {count(timing.batch_size)}"), rows, best="measured")


def batch_seconds(timing):
    """Seconds of one full batch, by the median."""
    return timing.median * timing.batch_size / timing.images
