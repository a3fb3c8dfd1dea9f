"""The section "float64, float32 and float16": the same network in NumPy's floating-point types."""

import streamlit as st

from mnistcore.speed import timing
from ui.figures.numbers import count
from ui.timing import engine_tables
from ui.timing.measuring import BLAS_THREADS, Section
from ui.words import say, together

RUNS = 3
NUMBER_TYPES = "float64", "float32", "float16"


def introduce(subject):
    st.header(say("float64, float32 and float16"))
    st.markdown(
        say(
            "Smaller data types need less memory: more values fit into a cache and into one instruction. But NumPy's "
            "matrix product is slow for float16, so only {n} random test images are run.",
            n=count(len(subject.few_images)),
        )
    )
    return Section(subject, "types", say("Compare data types"), ":material/memory:", _measure, _show)


def _measure(section):
    subject = section.subject
    runs = {name: subject.network.astype(name).predict_proba for name in NUMBER_TYPES}
    section.run(timing.time_engines, runs, subject.few_images, subject.batch_size, RUNS)


def _show(subject, timings):
    st.html(engine_tables.types_table(timings, subject.few_labels))
    st.caption(
        together(
            engine_tables.about_the_runs(timings, BLAS_THREADS, subject.batch_size),
            say("Predictions changed: compared with float32."),
            say("This sample is too small to compare accuracies.") if len(subject.few_images) < 100 else "",
        )
    )
