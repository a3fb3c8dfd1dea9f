"""The section "All batch sizes": the same images at each batch size, as a curve."""

import streamlit as st

from mnistcore import Dense
from mnistcore.speed import timing
from ui.figures import charts
from ui.figures.numbers import count, duration, percent, span
from ui.timing.measuring import Section

RUNS = 5
BOOK_SHAPES = [(784, 50), (50, 100), (100, 10)]
ARTICLE_MS, ARTICLE_IMAGES = {1: 1250, 100: 269}, 10_000  # published in an article on the book, by batch size


def introduce(subject):
    st.subheader("All batch sizes")
    return Section(subject, "sweep", "Measure all batch sizes", ":material/timeline:", _measure, _show)


def _measure(section):
    subject = section.subject
    section.run(timing.time_batch_sizes, subject.network, subject.images, subject.sizes, RUNS)


def _show(subject, timings):
    article = _the_articles_times(subject)
    st.plotly_chart(
        charts.batch_curve(timings, subject.latest_run[1], article),
        config={"displayModeBar": False},
        key="batch_curve",
        alt=f"Milliseconds for {count(len(subject.images))} images against batch size, both on log scales.",
    )
    runs, planned = sum(len(t.seconds) for t in timings), RUNS * len(subject.sizes)
    accuracies = sorted(t.accuracy(subject.labels) for t in timings)
    times = " and ".join(f"{duration(ms / 1000)} at batch size {size}" for size, ms in ARTICLE_MS.items())
    st.caption(
        ("" if runs == planned else f"Stopped after {runs} of {planned} runs. ")
        + f"The line is the median of {RUNS if runs == planned else 'the'} runs at each batch size; the band reaches "
        "from the fastest to the slowest run. Runs at the different sizes alternated. The orange point is the slider's "
        f"latest run, made at another time. Accuracy at all {len(timings)} sizes: "
        f"{span(percent, accuracies[0], accuracies[-1])}."
        + (
            f" The dashed line shows times published in an article about the book: {times}, for "
            f"{count(ARTICLE_IMAGES)} images. They were not measured here."
            if article
            else ""
        )
    )


def _the_articles_times(subject):
    """The article's milliseconds, scaled to the number of images timed here, and a name; None for another network."""
    if [layer.W.shape for layer in subject.network.layers if isinstance(layer, Dense)] != BOOK_SHAPES:
        return None
    N = len(subject.images)
    scaled = "" if N == ARTICLE_IMAGES else f", scaled to {count(N)} images"
    return {size: ms * N / ARTICLE_IMAGES for size, ms in ARTICLE_MS.items()}, f"published times{scaled}"
