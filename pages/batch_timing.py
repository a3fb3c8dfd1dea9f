"""Slide the batch size, and the whole test set is run for real: what it takes, and why many at once are faster."""

import csv
import io
import math

import numpy as np
import streamlit as st

from mnistcore import Conv2D, Network, timing
from ui import batches, charts, frame

lab = frame.open_page(
    "Batch timing",
    "Slide the batch size: every move sends all test digits through the network for real, and takes the time. "
    "The answers stay the same; only the time changes.",
)

MOST_FOR_KERNELS = 300  # test digits: a convolution takes a hundred times longer than a matrix of weights


network = lab.model.network
KERNELS = any(isinstance(layer, Conv2D) for layer in network.layers)


def timed_digits():
    """The images and labels that are timed: the test set, or a fair part of it for a network with convolutions."""
    x, t = lab.data.x_test, lab.data.t_test
    if not KERNELS:
        return x, t
    chosen = np.random.default_rng(0).choice(len(x), MOST_FOR_KERNELS, replace=False)  # the first would be the harder
    return x[chosen], t[chosen]


images, labels = timed_digits()
N = len(images)
if KERNELS:
    st.caption(f"Convolutions take their time, so {N} test digits, drawn by lot once, stand for all.")
SIZES = timing.log_spaced_batch_sizes(N)
SUBJECT = lab.data.source, lab.model.key  # what a measurement is of: its figures never show under another
FIGURES = f"All {N:,} images", "One image", "Images a second", "Faster than one by one", "Accuracy"
SWEEP_RUNS = 5
BLAS_THREADS = 1  # on a busy computer more of them wait for each other, which hides what the batch size does


def rounds(batch_size):
    """How often a move of the slider runs the whole set: small batches take long enough to need fewer runs."""
    return 2 if batch_size < 10 else 5


def when_free(notice, measure, *arguments):
    """Call a function of mnistcore.timing as soon as no other visitor measures; until then `notice` says so."""
    while True:
        try:
            return measure(network, images, *arguments, wait=0.3, threads=BLAS_THREADS)
        except timing.BusyError:
            notice.info(
                "Waiting for another visitor's measurement to end: two at once would spoil each other's figures. "
                "Yours starts by itself.",
                icon=":material/hourglass_top:",
            )


def kept_run(batch_size):
    """The two timings of the latest move, one by one and in batches; None when it was another size, network or set."""
    kept = st.session_state.get("batch_run")
    return kept["timings"] if kept and kept["of"] == (SUBJECT, batch_size) else None


def run_at(batch_size, notice):
    timings = when_free(notice, timing.time_against_one_by_one, batch_size, rounds(batch_size))
    st.session_state["batch_run"] = {"of": (SUBJECT, batch_size), "timings": timings}
    notice.empty()
    return timings


def run_again():
    st.session_state.pop("batch_run", None)


def run_all(bar, notice):
    """Time every size in turns, and keep the result for as long as the session lasts."""

    def progress(done, total):
        notice.empty()
        bar.progress(done / total, f"Run {done} of {total}: every batch size {SWEEP_RUNS} times, in turns")

    timings = when_free(notice, timing.time_batch_sizes, SIZES, SWEEP_RUNS, progress)
    st.session_state.setdefault("batch_sweeps", {})[SUBJECT] = timings
    bar.empty()


def show_figures(values, notes):
    with st.grid(5, min_column_width=158):
        for label, value, note in zip(FIGURES, values, notes, strict=True):
            st.metric(label, value, note, delta_color="off", delta_arrow="off", border=True)


def show_run(one_by_one, batched):
    correct = int((batched.predictions == labels).sum())
    show_figures(
        (
            duration(batched.median),
            duration(batched.median / N),
            rounded(batched.images_per_second),
            f"{rounded(one_by_one.median / batched.median)} ×",
            f"{100 * accuracy(batched):.2f} %",
        ),
        (
            f"{duration(batched.fastest)} to {duration(batched.slowest)}",
            f"1 by 1: {duration(one_by_one.median / N)}",
            f"1 by 1: {rounded(one_by_one.images_per_second)}",
            f"1 by 1: {duration(one_by_one.median)}",
            f"{correct:,} read correctly",
        ),
    )


def what_is_measured(batch_size):
    """In words, what the figures stand on."""
    runs = rounds(batch_size)
    if batch_size == 1:
        return f"What is measured: all {N:,} images one by one, {runs} times. The figures are the median's."
    return (
        f"What is measured, in turns: all {N:,} images in batches of {batch_size:,}, then another 1/{runs} of them one "
        f"by one, {runs} times over; so both meet the same conditions. The figures are those of the median run, the "
        f"one-by-one figures the median part's, times {runs}. The accuracy comes from the last of these runs."
    )


def show_curve(timings, batched):
    st.plotly_chart(
        charts.batch_curve(timings, batched),
        config={"displayModeBar": False},
        key="batch_curve",
        alt=f"Milliseconds for {N:,} images against the batch size, both on log scales.",
    )
    accuracies = sorted({accuracy(t) for t in timings})
    st.caption(
        f"The line is the median of {SWEEP_RUNS} runs at each size; the band reaches from the fastest to the slowest. "
        "The sizes took turns. The orange point is the slider's latest run, made at another moment. "
        f"Accuracy at all {len(timings)} sizes: {' to '.join(f'{100 * a:.2f} %' for a in accuracies)}."
    )
    st.download_button(
        "Download as CSV",
        as_csv(timings),
        f"batch-timing-{lab.data.source}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def as_csv(timings):
    """A line for each batch size; times faster than the same sweep's runs one by one."""
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(
        ("network", "data", "batch_size", "images", "runs", "fastest_ms", "median_ms", "slowest_ms")
        + ("microseconds_per_image", "images_per_second", "times_faster_than_one_by_one", "accuracy")
    )
    for t in timings:
        milliseconds = (f"{1000 * seconds:.3f}" for seconds in (t.fastest, t.median, t.slowest))
        table.writerow(
            (lab.model.name, lab.data.source, t.batch_size, t.images, len(t.seconds), *milliseconds)
            + (f"{t.microseconds_per_image:.3f}", f"{t.images_per_second:.0f}")
            + (f"{timings[0].median / t.median:.2f}", f"{accuracy(t):.4f}")
        )
    return file.getvalue()


def accuracy(measured):
    return float(np.mean(measured.predictions == labels))


def duration(seconds):
    """In the unit that suits it: '2.13 s', '25.5 ms', '6.37 µs'."""
    unit, size = next(((u, s) for u, s in (("s", 1), ("ms", 1e-3)) if seconds >= s), ("µs", 1e-6))
    return f"{rounded(seconds / size)} {unit}"


def rounded(value):
    """Three digits, as more would promise too much: 0.912, 9.12, 91.2, 912, 9,120."""
    value = float(f"{value:.3g}")
    return f"{value:,.{max(0, 2 - math.floor(math.log10(value)))}f}"


def show_matrices(batch_size):
    count, rest = math.ceil(N / batch_size), N % batch_size
    st.subheader("The matrices of one batch", anchor="shapes")
    st.caption(
        ("One batch" if count == 1 else f"{count:,} batches")
        + (f", the last of {rest:,}." if rest else ".")
        + " What is green gets a row for each image of the batch; the weights stay as they are. Drawn on a log scale."
    )
    st.html(batches.chain(network, batch_size))


def show_why():
    weights = network.parameter_count * network.dtype.itemsize / 1000
    st.subheader("Why many at once are faster")
    st.markdown(
        "One by one, Python calls the same NumPy functions anew for every image, and each call costs time before the "
        "first number is multiplied; in a batch, all its images share one call. Also, the "
        f"{weights:,.0f} kB of weights are fetched once for a batch instead of once for every image: they stay in the "
        "processor's caches while row after row is multiplied ([see the shapes](#shapes)). Beyond some size there "
        "is little left to share, and a batch that outgrows the caches can be slower again."
    )
    if KERNELS:
        st.markdown(
            "A convolution gains less: its kernels look at hundreds of windows in every image, so even one image makes "
            "a large matrix, and most of the time goes into the products themselves."
        )


def show_machine():
    machine = timing.describe_machine()
    st.subheader("What it ran on")
    st.markdown(
        f"{machine.processor}, {machine.logical_cores or 'unknown'} logical cores, in the computer that serves this "
        f"page. Matrix products by {machine.blas}, held to {BLAS_THREADS} of {machine.blas_threads or 'its'} threads "
        "while it is timed: threads that wait for each other on a busy computer would hide what the batch size does. "
        f"NumPy {machine.numpy}, Python {machine.python}. The time counts from the images as they are stored "
        f"({images.dtype}) to probabilities, calculated in {network.dtype}."
    )


@st.fragment
def slide_and_run():
    kept = st.session_state.get("batch", 100)
    if kept not in SIZES:  # from a set of another size
        st.session_state["batch"] = min(SIZES, key=lambda size: abs(math.log(size / kept)))
    batch_size = st.select_slider("Batch size", SIZES, value=100, key="batch", bind="query-params")
    run, figures = kept_run(batch_size), st.empty()
    with figures.container():
        if run:
            show_run(*run)
        else:
            show_figures(["…"] * len(FIGURES), ["not measured yet"] * len(FIGURES))
    notice = st.empty()
    st.caption(what_is_measured(batch_size))
    st.button("Measure again", icon=":material/replay:", on_click=run_again)
    show_matrices(batch_size)
    st.subheader("All batch sizes")
    asked = st.button("Measure all batch sizes", icon=":material/timeline:")
    bar, curve_notice, curve = st.empty(), st.empty(), st.container()

    if not run:
        run = run_at(batch_size, notice)
        with figures.container():
            show_run(*run)
    if asked:
        bar.progress(0.0, "Warming up …")
        run_all(bar, curve_notice)
    if timings := st.session_state.get("batch_sweeps", {}).get(SUBJECT):
        with curve:
            show_curve(timings, run[1])


slide_and_run()
show_why()
show_machine()
frame.show_code(timing.time_against_one_by_one, Network.predict_proba, Network.run, label="What runs at every move")
