"""Slide the batch size, and the whole test set is run for real: what it takes, and why many at once are faster."""

import math

import streamlit as st

from mnistcore import Network
from mnistcore.speed import timing
from ui import frame
from ui.figures.numbers import count
from ui.timing import bounds, matrix_shapes, number_types, other_engines, slider, sweep, timing_csv
from ui.timing.subject import choose_subject

lab = frame.open_page(
    "Batch timing",
    "Slide the batch size: every move sends all test digits through the network for real, and takes the time. "
    "The answers stay the same; only the time changes.",
)


def show_matrices(subject):
    N, batch_size = len(subject.images), subject.batch_size
    batches, rest = math.ceil(N / batch_size), N % batch_size
    st.subheader("The matrices of one batch", anchor="shapes")
    st.caption(
        ("One batch" if batches == 1 else f"{count(batches)} batches")
        + (f", the last of {count(rest)}." if rest else ".")
        + " What is green gets a row for each image of the batch; the weights stay as they are. Drawn on a log scale."
    )
    st.html(matrix_shapes.chain(subject.network, batch_size))


def show_computer(subject):
    computer = subject.computer
    st.subheader("What it ran on")
    st.markdown(
        f"{computer.processor}, {computer.logical_cores or 'unknown'} logical cores, in the computer that serves this "
        f"page. Matrix products by {computer.blas}, with one thread: threads that wait for each other on a busy "
        "computer would hide what the batch size does. "
        f"NumPy {computer.numpy}, Python {computer.python}. The time counts from the images as they are stored "
        f"({subject.images.dtype}) to probabilities, calculated in {subject.network.dtype}."
    )


def offer_download(subject):
    st.download_button(
        "Download all of it as CSV",
        timing_csv.as_csv(subject),
        f"batch-timing-{subject.source}-{subject.batch_size}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


# From top to bottom. First everything is painted that needs no measuring, then the slider's run is made, then what it
# belongs into is drawn; and at the end comes what a button asked for, since it takes long.

subject = choose_subject(lab)
figures, notice = slider.show_latest(subject)
show_matrices(subject)
sections = [part.introduce(subject) for part in (sweep, bounds, other_engines, number_types)]
show_computer(subject)
download = st.empty()
frame.show_code(timing.time_against_one_by_one, Network.predict_proba, Network.run, label="What runs at every move")

slider.run_if_moved(subject, figures, notice)
for section in sections:
    section.show_results()
with download:
    offer_download(subject)

for section in sections:
    section.measure_if_asked()
