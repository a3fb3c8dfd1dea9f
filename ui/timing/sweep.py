"""The section "All batch sizes": the same images at each batch size, as a curve."""

import streamlit as st

from mnistcore import Dense
from mnistcore.speed import timing
from ui.figures import charts
from ui.figures.numbers import count, duration, percent, rounded, span
from ui.timing.measuring import Section
from ui.words import say, together

RUNS = 5
BOOK_SHAPES = [(784, 50), (50, 100), (100, 10)]
PUBLISHED_MS = {1: 1250, 100: 269}  # by batch size, for PUBLISHED_IMAGES through a network of BOOK_SHAPES, elsewhere
PUBLISHED_IMAGES = 10_000


def introduce(subject):
    st.header(say("All batch sizes"))
    return Section(subject, "sweep", say("Measure all batch sizes"), ":material/timeline:", _measure, _show)


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
        alt=say("Milliseconds for {n} images against batch size, both on log scales.", n=count(len(subject.images))),
    )
    st.caption(together(_stopped(subject, timings), _lines(subject, timings), _published_line() if published else ""))


def _stopped(subject, timings):
    runs, planned = sum(len(t.seconds) for t in timings), RUNS * len(subject.sizes)
    return "" if runs == planned else say("Stopped after {runs} of {planned} runs.", runs=runs, planned=planned)


def _lines(subject, timings):
    accuracies = sorted(t.accuracy(subject.labels) for t in timings)
    return say(
        "The line is the median of all runs at each batch size, {runs} at most; the band reaches from the fastest to "
        "the slowest run. Runs at the different sizes alternated. The orange point is the slider's latest run, made at "
        "another time. Accuracy at all {sizes} sizes: {accuracy}.",
        runs=RUNS,
        sizes=len(timings),
        accuracy=span(percent, accuracies[0], accuracies[-1]),
    )


def _published_line():
    one, hundred = (duration(PUBLISHED_MS[size] / 1000) for size in (1, 100))
    return say(
        "The dashed line shows times published for a network of these sizes on another computer: {one} at batch size 1 "
        "and {hundred} at batch size 100, for {n} images. They were not measured here.",
        one=one,
        hundred=hundred,
        n=count(PUBLISHED_IMAGES),
    )


def fastest(timings):
    """The fastest batch size of a sweep, in words. timings: BatchTimings, the first at batch size 1."""
    best, one = min(timings, key=lambda t: t.median), timings[0]
    return say(
        "Fastest here: **batch size {size}**, {time} per image."
        if best is one
        else "Fastest here: **batch size {size}**, {time} per image, {times} times as fast as one at a time.",
        size=count(best.batch_size),
        time=duration(best.median / best.images),
        times=rounded(one.median / best.median),
    )


def _published_times(subject):
    """The published milliseconds, scaled to the number of images timed here, and a name; None for another network."""
    if [layer.W.shape for layer in subject.network.layers if isinstance(layer, Dense)] != BOOK_SHAPES:
        return None
    N = len(subject.images)
    name = say(
        "published times" if N == PUBLISHED_IMAGES else "published times, scaled to {images} images", images=count(N)
    )
    return {size: ms * N / PUBLISHED_IMAGES for size, ms in PUBLISHED_MS.items()}, name
