"""Choose a batch size and the test images are run: the inference time, and why larger batches are faster."""

import math

import streamlit as st

from mnistcore import Network
from mnistcore.speed import timing
from ui import frame
from ui.figures.numbers import count
from ui.timing import bounds, matrix_shapes, number_types, other_engines, slider, sweep, timing_csv
from ui.timing.subject import choose_subject
from ui.words import later, plural, say, together

lab = frame.open_page(
    later("Batch timing"),
    later(
        "Move the slider to choose a batch size: the app then runs test images through the network and measures the "
        "time. The predictions stay the same; only the time changes."
    ),
)


def show_matrices(subject):
    N, batch_size = len(subject.images), subject.batch_size
    batches, rest = math.ceil(N / batch_size), N % batch_size
    st.header(say("The matrices of one batch"), anchor="matrices")
    st.caption(
        together(
            say("{batches} batches, the last of {rest}.", batches=count(batches), rest=count(rest))
            if rest
            else plural("One batch.", "{n} batches.", batches, n=count(batches)),
            say("The green matrices grow with the batch size; the weights do not. Side lengths are on a log scale."),
        )
    )
    st.html(matrix_shapes.chain(subject.network, batch_size))
    link = say("This line of the book's program")
    frame.link("pages/book_programs.py", {"program": "batch", "at": "x_batch"}, label=link, icon=":material/terminal:")


def show_computer(subject):
    computer = subject.computer
    st.header(say("The computer"))
    st.markdown(
        say(
            "This page is served by a computer with {processor} and {cores} logical cores, running NumPy {numpy} and "
            "Python {python}. Matrix products use {blas} with one thread: on a busy computer, several threads would "
            "wait for each other, which would hide the effect of the batch size. The time runs from the stored images "
            "({stored}) to the probabilities ({computed}).",
            processor=say(computer.processor),  # it may be "unknown"
            cores=computer.logical_cores or "?",
            numpy=computer.numpy,
            python=computer.python,
            blas=computer.blas,
            stored=subject.images.dtype,
            computed=subject.network.dtype,
        )
    )


def offer_download(subject):
    st.download_button(
        say("Download all results as CSV"),
        timing_csv.as_csv(subject),
        f"batch-timing-{subject.source}-{subject.batch_size}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        help=say(
            "For a spreadsheet or your own program: one row for each measurement that you made here, with its batch "
            "size, times and accuracy, and rows that describe this computer."
        ),
    )


# First everything is painted that needs no measurement, then the slider's run is made, then the sections that show it
# are drawn. Measurements started by a button come last, since they take long.

subject = choose_subject(lab)
figures, notice = slider.show_latest(subject)
show_matrices(subject)
sections = [part.introduce(subject) for part in (sweep, bounds, other_engines, number_types)]
show_computer(subject)
download = st.empty()
frame.show_code(
    timing.time_against_one_by_one, Network.predict_proba, Network.run, label=later("The code behind each measurement")
)

slider.run_if_moved(subject, figures, notice)
for section in sections:
    section.show_results()
with download:
    offer_download(subject)

for section in sections:
    section.measure_if_asked()
