"""The section "All batch sizes": the same images at each batch size, as a curve."""

import streamlit as st

from mnistcore import Dense
from mnistcore.speed import timing
from ui.figures import charts
from ui.figures.numbers import count, duration, percent, rounded, span
from ui.timing.measuring import Section

RUNS = 5
BOOK_SHAPES = [(784, 50), (50, 100), (100, 10)]
PUBLISHED_MS = {1: 1250, 100: 269}  # by batch size, for PUBLISHED_IMAGES through a network of BOOK_SHAPES, elsewhere
PUBLISHED_IMAGES = 10_000


def introduce(subject):
    st.header("All batch sizes")
    return Section(subject, "sweep", "Measure all batch sizes", ":material/timeline:", _measure, _show)


def _measure(section):
    subject = section.subject
    section.run(timing.time_batch_sizes, subject.network, subject.images, subject.sizes, RUNS)


def _show(subject, timings):
    published = _published_times(subject)
    st.markdown(fastest(timings))
    st.plotly_chart(
        charts.batch_curve(timings, subject.latest_run[1], published),
        config={"displayModeBar": False},
        key="batch_curve",
        alt=f"Milliseconds for {count(len(subject.images))} images against batch size, both on log scales.",
    )
    runs, planned = sum(len(t.seconds) for t in timings), RUNS * len(subject.sizes)
    accuracies = sorted(t.accuracy(subject.labels) for t in timings)
    times = " and ".join(f"{duration(ms / 1000)} at batch size {size}" for size, ms in PUBLISHED_MS.items())
    st.caption(
        ("" if runs == planned else f"Stopped after {runs} of {planned} runs. ")
        + f"The line is the median of {RUNS if runs == planned else 'the'} runs at each batch size; the band reaches "
        "from the fastest to the slowest run. Runs at the different sizes alternated. The orange point is the slider's "
        f"latest run, made at another time. Accuracy at all {len(timings)} sizes: "
        f"{span(percent, accuracies[0], accuracies[-1])}."
        + (
            f" The dashed line shows times published for a network of these sizes on another computer: {times}, for "
            f"{count(PUBLISHED_IMAGES)} images. They were not measured here."
            if published
            else ""
        )
    )


def fastest(timings):
    """The fastest batch size of a sweep, in words. timings: BatchTimings, the first at batch size 1."""
    best, one = min(timings, key=lambda t: t.median), timings[0]
    words = f"Fastest here: **batch size {count(best.batch_size)}**, {duration(best.median / best.images)} per image"
    if best is one:
        return f"{words}."
    return f"{words}, {rounded(one.median / best.median)} times as fast as one at a time."


def _published_times(subject):
    """The published milliseconds, scaled to the number of images timed here, and a name; None for another network."""
    if [layer.W.shape for layer in subject.network.layers if isinstance(layer, Dense)] != BOOK_SHAPES:
        return None
    N = len(subject.images)
    scaled = "" if N == PUBLISHED_IMAGES else f", scaled to {count(N)} images"
    return {size: ms * N / PUBLISHED_IMAGES for size, ms in PUBLISHED_MS.items()}, f"published times{scaled}"
