"""The section "Why larger batches are faster": lower bounds by calls, memory and arithmetic, and the roofline."""

import streamlit as st

from mnistcore.speed import roofline
from ui.figures import charts, comparison
from ui.figures.numbers import amount, count, duration, memory, percent, rounded
from ui.timing.measuring import Section, when_free

NAMES = {"calls": "Call overhead", "memory": "Memory traffic", "arithmetic": "Arithmetic"}


def introduce(subject):
    st.header("Why larger batches are faster")
    st.markdown(
        "Three costs determine the time. Each of them alone sets a lower bound.\n"
        "- **Call overhead**: Python makes the same NumPy calls for each batch, whatever its size.\n"
        "- **Memory**: the weights are moved once per batch, pixels and activations once per image.\n"
        "- **Arithmetic**: each image needs the same multiplications and additions.\n\n"
        "In a large batch, many images share the call overhead and the weights ([see the matrices](#shapes)). "
        "The arithmetic per image stays the same."
        + (
            " A convolution gains less from batches: even one image makes a large matrix, so arithmetic dominates."
            if subject.has_convolutions
            else ""
        )
    )
    st.markdown(counted(subject.work, subject.batch_size))
    return Section(subject, "limits", "Measure this computer's limits", ":material/speed:", _measure, _show)


def _measure(section):
    model = section.subject.model
    with section.place.container():
        notice = st.empty()
        st.caption(
            "Copying a large block of memory, multiplying large matrices, timing calls with almost nothing to compute …"
        )
        limits = when_free(notice, best_limits, model.network.dtype)
        section.keep((limits, when_free(notice, best_calls, model.key, model.network)))


@st.cache_resource(show_spinner=False)
def _best():
    """The best results since the server started: other work on the computer can only make it look slower."""
    return {}


def best_limits(dtype, wait):
    """The roofline.Limits of this computer: measured now, or the best measured earlier."""
    now = roofline.measure_limits(dtype, wait)
    before = _best().get(dtype, now)
    _best()[dtype] = roofline.Limits(max(before.bandwidth, now.bandwidth), max(before.peak, now.peak))
    return _best()[dtype]


def best_calls(model_key, network, wait):
    """The seconds that a batch's calls take for a network: measured now, or the least measured earlier."""
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
        alt="Operations per second against operations per byte, on log scales, below the limits of this computer.",
    )
    st.caption(
        "The roofline of this computer, with one thread. The slope is the memory bandwidth, "
        f"{rounded(limits.bandwidth / 1e9)} GB per second, measured by copying a large block: reads and writes both "
        f"count. The flat part is the peak performance, {rounded(limits.peak / 1e9)} billion operations per second, "
        f"measured by multiplying large matrices. {_about_calls(subject.work, limits, calls)} A point can lie above "
        "the slope if its values stay in the processor's caches."
        + ("" if "sweep" in subject.measured else " Measure all batch sizes above to add them to this chart.")
    )


def _about_calls(work, limits, calls):
    if work.operations(1) / calls < limits.peak:
        return f"The dashed line is the bound set by call overhead, {duration(calls)} per batch."
    return f"Call overhead, {duration(calls)} per batch, is never the highest bound here, so it is not drawn."


def counted(work, batch_size):
    """The work of one batch, on any computer."""
    return (
        f"One batch of {count(batch_size)}: **{amount(work.operations(batch_size))}** operations (multiplications and "
        f"additions) and at least **{memory(work.bytes_moved(batch_size))}** of memory traffic, which is "
        f"**{rounded(work.intensity(batch_size))}** operations per byte."
    )


def nearest(bounds, timing):
    """Which lower bound is the highest at a measured batch size, in words. bounds: seconds for one batch."""
    bound = max(bounds, key=bounds.get)
    share = bounds[bound] / batch_seconds(timing)
    words = f"At batch size {count(timing.batch_size)} the highest lower bound is set by **{NAMES[bound].lower()}**. "
    if share > 1 and bound == "memory":
        return words + (
            "The batch is even faster, because its values stay in the processor's caches, which are faster than memory."
        )
    if share > 1:
        return words + "The batch was even faster than that: on a busy computer, measurements vary."
    rest = (
        "The bounds leave out the rest: converting bytes to floats, activation functions, intermediate copies."
        if share < 0.8
        else "Little else takes time."
    )
    return words + f"{NAMES[bound]} alone would take {percent(share, 0)} of the measured time. {rest}"


def table(bounds, timing):
    """The measured time of one batch above its lower bounds, which are seconds by name."""
    measured = batch_seconds(timing)
    rows = [comparison.Row("measured", measured, duration(measured))]
    for bound, seconds in bounds.items():
        rows.append(
            comparison.Row(f"{NAMES[bound].lower()} alone", seconds, duration(seconds), percent(seconds / measured, 0))
        )
    return comparison.table(("", f"One batch of {count(timing.batch_size)}"), rows, best="measured")


def batch_seconds(timing):
    """Seconds of one full batch, from the median run."""
    return timing.median * timing.batch_size / timing.images
