"""The section "The same sums in other engines": our own fast pass, and libraries where they are installed."""

import inspect
from functools import partial
from typing import NamedTuple

import streamlit as st

from mnistcore import InputError
from mnistcore.errors import EngineMissingError
from mnistcore.speed import accelerated, engines, timing
from ui.timing import engine_tables
from ui.timing.measuring import Section

RUNS = 5
INSTALL = "pip install onnxruntime onnx torch scikit-learn"


class EngineRuns(NamedTuple):
    """What was measured: how many threads each engine had, the names of those left out by the reason, EngineTimings."""

    threads: int
    left_out: dict[str, list[str]]
    timings: list[timing.EngineTiming]


def introduce(subject):
    st.subheader("The same sums in other engines")
    st.markdown(
        "The same weights, images and batch size in other programs. *Accelerated NumPy* is our own: the same sums, "
        "arranged for the machine. ONNX Runtime, PyTorch and scikit-learn take part where they are installed: "
        f"`{INSTALL}`."
    )
    measure = partial(_measure, threads=_choose_threads(subject.computer.logical_cores or 1))
    section = Section(subject, "engines", "Compare the engines", ":material/compare_arrows:", measure, _show)
    with st.expander("The same sums, arranged for the machine", icon=":material/code:"):
        st.caption("`mnistcore/speed/accelerated.py`")
        st.code(inspect.getsource(accelerated), language="python")
    return section


def _choose_threads(cores):
    if cores == 1:
        return 1
    choices = [threads for threads in (1, 2, 4, 8, 16, 32) if threads < cores] + [cores]
    return st.segmented_control("Threads for each engine", choices, default=1, key="threads", required=True)


def _measure(section, threads):
    subject = section.subject
    ready, left_out = _start(subject.network, threads, section.place)
    section.run(
        *(timing.time_engines, ready, subject.images, subject.batch_size, RUNS),
        threads=threads,
        result=partial(EngineRuns, threads, left_out),
    )


def _start(network, threads, place):
    """Engines that can run the network, as functions by name; and the names of the others by the reason."""
    ready, left_out = {}, {"Not installed": [], "Cannot run this network": []}
    for name, make in engines.ENGINES.items():
        place.progress(0.0, f"Starting: {name} …")
        try:
            ready[name] = make(network, threads)
        except EngineMissingError:
            left_out["Not installed"].append(name)
        except InputError:
            left_out["Cannot run this network"].append(name)
    return ready, left_out


def _show(subject, runs):
    st.html(engine_tables.engines_table(runs.timings))
    st.caption(
        engine_tables.about_the_runs(runs.timings, runs.threads, subject.batch_size)
        + " Largest difference: of any probability, from the first row's."
        + "".join(f" {reason}: {', '.join(names)}." for reason, names in runs.left_out.items() if names)
    )
