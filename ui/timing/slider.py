"""The slider's own run: each move runs all images through the network, one by one and in batches."""

import streamlit as st

from mnistcore.speed import timing
from ui.figures.numbers import count, duration, percent, ratio, rounded, span
from ui.timing.measuring import BLAS_THREADS, when_free
from ui.words import later, say, together


def show_latest(subject):
    """Show the figures of the latest run, or dots. Returns the places of the figures and of a notice."""
    figures, notice = st.empty(), st.empty()
    _show_figures(figures, subject)
    st.caption(_what_is_measured(subject))
    st.button(say("Measure again"), icon=":material/replay:", on_click=subject.measured.pop, args=("slider", None))
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
    labels = (
        *(_which_images(subject, later("All {n} images")), say("Per image"), say("Images per second")),
        *(say("Speed-up"), say("Accuracy")),
    )
    with place.container(), st.grid(5, min_column_width=150):
        for label, (value, note) in zip(labels, _figures(subject), strict=True):
            st.metric(label, value, note, delta_color="off", delta_arrow="off", border=True)


def _which_images(subject, all_of_them):
    """'300 of 4,000 images', or the sentence `all_of_them`."""
    n, available = len(subject.images), subject.available
    if n == available:
        return say(all_of_them, n=count(n))
    return say("{n} of {available} images", n=count(n), available=count(available))


def _figures(subject):
    """Five pairs of a figure and what it compares with."""
    if subject.latest_run is None:
        return [("…", say("not measured yet"))] * 5
    one_by_one, batched = subject.latest_run
    N, accuracy = batched.images, batched.accuracy(subject.labels)
    return [
        (duration(batched.median), span(duration, batched.fastest, batched.slowest)),
        (duration(batched.median / N), _one_by_one(duration(one_by_one.median / N))),
        (rounded(batched.images_per_second), _one_by_one(rounded(one_by_one.images_per_second))),
        (ratio(one_by_one.median / batched.median), _one_by_one(duration(one_by_one.median))),
        (percent(accuracy), say("{n} correct", n=count(round(accuracy * N)))),
    ]


def _one_by_one(figure):
    return say("batch 1: {figure}", figure=figure)


def _what_is_measured(subject):
    """What the figures are based on, in words."""
    return together(
        _runs(subject),
        say("Times are medians."),
        say("Convolutions are slow, so these images are a random sample of the test set.")
        if subject.has_convolutions
        else "",
        say(
            "Each section below measures again, so its speed-ups can differ from this one: other work on the computer "
            "changes them."
        ),
    )


def _runs(subject):
    times, images = _rounds(subject), _which_images(subject, later("all {n} images"))
    if subject.batch_size == 1:
        return say("Each measurement makes {times} passes over {images}, one by one.", times=times, images=images)
    return say(
        "Each measurement makes {times} passes over {images} in batches of {size} and, after each pass, runs half of "
        "them one by one."
        if times == 2
        else "Each measurement makes {times} passes over {images} in batches of {size} and, after each pass, runs a "
        "fifth of them one by one.",
        times=times,
        images=images,
        size=count(subject.batch_size),
    )
