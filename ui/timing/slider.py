"""The slider's own run: each move runs all images through the network, one by one and in batches."""

import streamlit as st

from mnistcore.speed import timing
from ui.figures.numbers import count, duration, percent, ratio, rounded
from ui.timing.measuring import BLAS_THREADS, when_free


def show_latest(subject):
    """Show the figures of the latest run, or dots. Returns the places of the figures and of a notice."""
    figures, notice = st.empty(), st.empty()
    _show_figures(figures, subject)
    st.caption(_what_is_measured(subject))
    st.button("Measure again", icon=":material/replay:", on_click=subject.measured.pop, args=("slider", None))
    return figures, notice


def run_if_moved(subject, figures, notice):
    """Measure at this batch size, unless the latest run was at it, and show the result in place of the dots."""
    if subject.latest_run is None:
        subject.measured["slider"] = when_free(
            notice,
            *(timing.time_against_one_by_one, subject.network, subject.images, subject.batch_size, _rounds(subject)),
            threads=BLAS_THREADS,
        )
        notice.empty()
        _show_figures(figures, subject)


def _rounds(subject):
    """How often a move runs the whole set: small batches take long enough for fewer runs."""
    return 2 if subject.batch_size < 10 else 5


def _show_figures(place, subject):
    labels = _which_images(subject), "Per image", "Images per second", "Speed-up", "Accuracy"
    with place.container(), st.grid(5, min_column_width=150):
        for label, (value, note) in zip(labels, _figures(subject), strict=True):
            st.metric(label, value, note, delta_color="off", delta_arrow="off", border=True)


def _which_images(subject):
    """'All 4,000 images', or '300 of 4,000 images'."""
    N, available = count(len(subject.images)), count(subject.available)
    return f"All {N} images" if available == N else f"{N} of {available} images"


def _figures(subject):
    """Five pairs of a figure and what it compares with."""
    if subject.latest_run is None:
        return [("…", "not measured yet")] * 5
    one_by_one, batched = subject.latest_run
    N, accuracy = batched.images, batched.accuracy(subject.labels)
    return [
        (duration(batched.median), f"{duration(batched.fastest)} to {duration(batched.slowest)}"),
        (duration(batched.median / N), f"batch 1: {duration(one_by_one.median / N)}"),
        (rounded(batched.images_per_second), f"batch 1: {rounded(one_by_one.images_per_second)}"),
        (ratio(one_by_one.median / batched.median), f"batch 1: {duration(one_by_one.median)}"),
        (percent(accuracy), f"{count(round(accuracy * N))} correct"),
    ]


def _what_is_measured(subject):
    """What the figures are based on, in words."""
    times, images = _rounds(subject), _which_images(subject).lower()
    if subject.batch_size == 1:
        runs = f"{times} passes over {images}, one by one."
    else:
        runs = (
            f"{times} passes over {images} in batches of {count(subject.batch_size)} and, after each pass, runs "
            f"{'half' if times == 2 else 'a fifth'} of them one by one."
        )
    chosen = " Convolutions are slow, so these images are a random sample of the test set."
    return (
        f"Each measurement makes {runs} Times are medians.{chosen if subject.has_convolutions else ''} Each section "
        "below measures again, so its speed-ups can differ from this one: other work on the computer changes them."
    )
