"""The section "The same network in other engines": our accelerated pass, and libraries if they are installed."""

from functools import partial
from typing import NamedTuple

import streamlit as st

from mnistcore import InputError
from mnistcore.errors import EngineMissingError
from mnistcore.speed import engines, stages, timing
from ui import frame, url_state
from ui.timing import engine_tables
from ui.timing.measuring import Section
from ui.words import later, listed, say, together

RUNS = 5
LEFT_OUT = {"missing": later("Not installed: {names}."), "unable": later("Cannot run this network: {names}.")}


class EngineRuns(NamedTuple):
    """A result: the number of threads, the names of the engines left out by reason, and the EngineTimings."""

    threads: int
    left_out: dict[str, list[str]]
    timings: list[timing.EngineTiming]


def introduce(subject):
    st.header(say("The same network in other engines"))
    st.markdown(
        say(
            "The same weights, images and batch size. *Accelerated NumPy* is part of this project: the same "
            "computation, optimised for the processor. ONNX Runtime, PyTorch and scikit-learn are included if they are "
            "installed: `{command}`.",
            command=engines.INSTALL,
        )
    )
    measure = partial(_measure, threads=_choose_threads(subject.computer.logical_cores or 1))
    section = Section(subject, "engines", say("Compare the engines"), ":material/compare_arrows:", measure, _show)
    frame.show_code(stages.fold, stages.dense, label=later("How accelerated NumPy runs a Dense layer"))
    return section


def _choose_threads(cores):
    if cores == 1:
        url_state.leave_out("threads")
        return 1
    choices = [threads for threads in (1, 2, 4, 8, 16, 32) if threads < cores] + [cores]
    with url_state.shared("threads", 1, url_state.one_of(choices)):
        return st.segmented_control(say("Threads per engine"), choices, key="threads", required=True)


def _measure(section, threads):
    subject = section.subject
    ready, left_out = _start(subject.network, threads, section.place)
    section.run(
        *(timing.time_engines, ready, subject.images, subject.batch_size, RUNS),
        threads=threads,
        result=partial(EngineRuns, threads, left_out),
    )


def _start(network, threads, place):
    """The engines that can run the network, as functions by name, and the names of the others by reason."""
    ready, left_out = {}, {reason: [] for reason in LEFT_OUT}
    for name, make in engines.ENGINES.items():
        place.progress(0.0, say("Starting {name} …", name=engine_tables.name(name)))
        try:
            ready[name] = make(network, threads)
        except EngineMissingError:
            left_out["missing"].append(name)
        except InputError:
            left_out["unable"].append(name)
    return ready, left_out


def _show(subject, runs):
    st.html(engine_tables.engines_table(runs.timings))
    st.caption(
        together(
            engine_tables.about_the_runs(runs.timings, runs.threads, subject.batch_size),
            say(
                "The largest difference is that of any probability from the first row. The first row uses batch size 1."
            ),
            *(
                say(LEFT_OUT[reason], names=listed(map(engine_tables.name, names)))
                for reason, names in runs.left_out.items()
                if names
            ),
        )
    )
