"""The section "Why larger batches are faster": lower bounds by calls, memory and arithmetic, and the roofline."""

import streamlit as st

from mnistcore.speed import roofline
from ui.figures import charts, comparison
from ui.figures.numbers import amount, count, duration, memory, percent, rounded
from ui.timing.measuring import Section, when_free
from ui.words import later, say, together

NAMES = {"calls": later("call overhead"), "memory": later("memory traffic"), "arithmetic": later("arithmetic")}
COSTS = (
    later("**Call overhead**: Python makes the same NumPy calls for each batch, whatever its size."),
    later("**Memory**: the weights are moved once per batch, pixels and activations once per image."),
    later("**Arithmetic**: each image needs the same multiplications and additions."),
)


def introduce(subject):
    st.header(say("Why larger batches are faster"))
    st.markdown(
        say("Three costs determine the time. Each of them alone sets a lower bound.")
        + "".join(f"\n- {cost}" for cost in COSTS)
        + "\n\n"
        + together(
            say(
                "In a large batch, many images share the call overhead and the weights ([see the "
                "matrices](#matrices)). The arithmetic per image stays the same."
            ),
            say("A convolution gains less from batches: even one image makes a large matrix, so arithmetic dominates.")
            if subject.has_convolutions
            else "",
        )
    )
    st.markdown(counted(subject.work, subject.batch_size))
    return Section(subject, "limits", say("Measure this computer's limits"), ":material/speed:", _measure, _show)


def _measure(section):
    model = section.subject.model
    with section.place.container():
        notice = st.empty()
        st.caption(
            say(
                "Copying a large block of memory, multiplying large matrices, timing calls with almost nothing to "
                "compute …"
            )
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
        alt=say("Operations per second against operations per byte, on log scales, below the limits of this computer."),
    )
    st.caption(
        together(
            say(
                "The roofline of this computer, with one thread. The slope is the memory bandwidth, {bandwidth} GB per "
                "second, measured by copying a large block: reads and writes both count. The flat part is the peak "
                "performance, {peak} operations per second, measured by multiplying large matrices.",
                bandwidth=rounded(limits.bandwidth / 1e9),
                peak=amount(limits.peak),
            ),
            say(
                "The dashed line is the bound set by call overhead, {time} per batch."
                if subject.work.operations(1) / calls < limits.peak
                else "Call overhead, {time} per batch, is never the highest bound here, so it is not drawn.",
                time=duration(calls),
            ),
            say("A point can lie above the slope if its values stay in the processor's caches."),
            "" if "sweep" in subject.measured else say("Measure all batch sizes above to add them to this chart."),
        )
    )


def counted(work, batch_size):
    """The work of one batch, on any computer."""
    return say(
        "One batch of {size}: **{operations}** operations (multiplications and additions) and at least **{bytes}** of "
        "memory traffic, which is **{intensity}** operations per byte.",
        size=count(batch_size),
        operations=amount(work.operations(batch_size)),
        bytes=memory(work.bytes_moved(batch_size)),
        intensity=rounded(work.intensity(batch_size)),
    )


def nearest(bounds, timing):
    """Which lower bound is the highest at a measured batch size, in words. bounds: seconds for one batch."""
    bound = max(bounds, key=bounds.get)
    share = bounds[bound] / batch_seconds(timing)
    return together(
        say(
            "At batch size {size} the highest lower bound is set by **{bound}**.",
            size=count(timing.batch_size),
            bound=NAMES[bound],
        ),
        _compared(bound, share),
    )


def _compared(bound, share):
    """How a lower bound compares with the measured time, of which it is this share."""
    if share > 1:
        return say(
            "The batch is even faster, because its values stay in the processor's caches, which are faster than memory."
            if bound == "memory"
            else "The batch was even faster than that: on a busy computer, measurements vary."
        )
    return say(
        "That alone would take {share} of the measured time. The bounds leave out the rest: converting bytes to "
        "floats, activation functions, intermediate copies."
        if share < 0.8
        else "That alone would take {share} of the measured time. Little else takes time.",
        share=percent(share, 0),
    )


def table(bounds, timing):
    """The measured time of one batch above its lower bounds, which are seconds by name."""
    measured = batch_seconds(timing)
    rows = [comparison.Row(say("measured"), measured, duration(measured))]
    for bound, seconds in bounds.items():
        name = say("{bound} alone", bound=NAMES[bound])
        rows.append(comparison.Row(name, seconds, duration(seconds), percent(seconds / measured, 0)))
    heads = "", say("One batch of {size}", size=count(timing.batch_size))
    return comparison.table(heads, rows, best=say("measured"))


def batch_seconds(timing):
    """Seconds of one full batch, from the median run."""
    return timing.median * timing.batch_size / timing.images
