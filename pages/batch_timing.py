"""Slide the batch size, and the whole test set is run for real: what it takes, and why many at once are faster."""

import inspect
import math

import numpy as np
import streamlit as st

from mnistcore import Conv2D, Dense, InputError, Network
from mnistcore.errors import EngineMissingError
from mnistcore.speed import accelerated, engines, machine, roofline, timing
from ui import frame
from ui.figures import charts
from ui.figures.numbers import duration, rounded
from ui.timing import bounds, engine_tables, matrix_shapes, measuring, timing_csv

lab = frame.open_page(
    "Batch timing",
    "Slide the batch size: every move sends all test digits through the network for real, and takes the time. "
    "The answers stay the same; only the time changes.",
)

MOST_FOR_KERNELS = 300  # test digits: a convolution takes a hundred times longer than a matrix of weights
FIGURES = "All {:,} images", "One image", "Images a second", "Faster than 1 by 1", "Accuracy"
SWEEP_RUNS, ENGINE_RUNS, TYPE_RUNS = 5, 5, 3
NUMBER_TYPES = "float64", "float32", "float16"
BLAS_THREADS = 1  # on a busy computer more of them wait for each other, which hides what the batch size does
BOOK_SHAPES = [(784, 50), (50, 100), (100, 10)]
ARTICLE_MS, ARTICLE_IMAGES = {1: 1250, 100: 269}, 10_000  # what an article on the book gives, by batch size
INSTALL = "pip install onnxruntime onnx torch scikit-learn"
MACHINE = machine.describe_machine()
CORES = MACHINE.logical_cores or 1

network = lab.model.network
KERNELS = any(isinstance(layer, Conv2D) for layer in network.layers)


def some_of_the_test_set(count):
    """At most so many test images with their labels, chosen at random, always the same: the first are harder."""
    x, t = lab.data.x_test, lab.data.t_test
    if len(x) <= count:
        return x, t
    chosen = np.random.default_rng(0).choice(len(x), count, replace=False)
    return x[chosen], t[chosen]


images, labels = some_of_the_test_set(MOST_FOR_KERNELS if KERNELS else math.inf)
few_images, few_labels = some_of_the_test_set(20 if KERNELS else 1000)  # float16 is slow
N = len(images)
SIZES = timing.log_spaced_batch_sizes(N)
SUBJECT = lab.data.source, lab.model.key  # what a measurement is of: its figures never show under another
measured = measuring.kept(SUBJECT)
work = roofline.count_work(network)


def choose_batch_size():
    kept = st.session_state.get("batch", 100)
    if kept not in SIZES:  # from a set of another size
        st.session_state["batch"] = min(SIZES, key=lambda size: abs(math.log(size / kept)))
    return st.select_slider("Batch size", SIZES, value=100, key="batch", bind="query-params")


# The slider's own run


def rounds():
    """How often a move of the slider runs the whole set: small batches take long enough to need fewer runs."""
    return 2 if batch_size < 10 else 5


def run_now(figures, notice):
    measured["slider"] = measuring.when_free(
        notice, timing.time_against_one_by_one, network, images, batch_size, rounds(), threads=BLAS_THREADS
    )
    notice.empty()
    with figures.container():
        show_run(*measured["slider"])


def latest_run():
    """The two timings of the latest move, one by one and in batches; None when that was another batch size."""
    run = measured.get("slider")
    return run if run and run[1].batch_size == batch_size else None


def accuracy(t):
    return float(np.mean(t.predictions == labels))


def show_figures(values, notes):
    with st.grid(5, min_column_width=150):
        for label, value, note in zip(FIGURES, values, notes, strict=True):
            st.metric(label.format(N), value, note, delta_color="off", delta_arrow="off", border=True)


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
            f"{correct:,} right",
        ),
    )


def what_is_measured():
    """In words, what the figures stand on."""
    times, part = rounds(), "half" if rounds() == 2 else "a fifth"
    runs = (
        f"{times} times, all {N:,} images go through one by one."
        if batch_size == 1
        else f"{times} times in turns, all {N:,} images in batches of {batch_size:,}, then {part} of them one by one."
    )
    chosen = " Convolutions take long, so these images, chosen at random, stand for all." if KERNELS else ""
    return f"What is measured: {runs} The figures are medians.{chosen}"


def show_matrices():
    count, rest = math.ceil(N / batch_size), N % batch_size
    st.subheader("The matrices of one batch", anchor="shapes")
    st.caption(
        ("One batch" if count == 1 else f"{count:,} batches")
        + (f", the last of {rest:,}." if rest else ".")
        + " What is green gets a row for each image of the batch; the weights stay as they are. Drawn on a log scale."
    )
    st.html(matrix_shapes.chain(network, batch_size))


# Every batch size


def show_curve(timings):
    st.plotly_chart(
        charts.batch_curve(timings, measured["slider"][1], the_articles_figures()),
        config={"displayModeBar": False},
        key="batch_curve",
        alt=f"Milliseconds for {N:,} images against the batch size, both on log scales.",
    )
    runs, planned = sum(len(t.seconds) for t in timings), SWEEP_RUNS * len(SIZES)
    accuracies = " to ".join(f"{100 * a:.2f} %" for a in sorted({accuracy(t) for t in timings}))
    times = " and ".join(f"{duration(ms / 1000)} at batch size {size}" for size, ms in ARTICLE_MS.items())
    st.caption(
        ("" if runs == planned else f"Stopped after {runs} of {planned} runs. ")
        + f"The line is the median of {SWEEP_RUNS if runs == planned else 'the'} runs at each size; the band reaches "
        "from the fastest to the slowest. The sizes took turns. The orange point is the slider's latest run, made at "
        f"another moment. Accuracy at all {len(timings)} sizes: {accuracies}."
        + (f" Dashed, from an article on the book, not measured here: {times}." if the_articles_figures() else "")
    )


def the_articles_figures():
    """An article's milliseconds for as many images as are timed here, with a name; None for another network."""
    if [layer.W.shape for layer in network.layers if isinstance(layer, Dense)] != BOOK_SHAPES:
        return None
    scaled = "" if N == ARTICLE_IMAGES else f" scaled to {N:,} images"
    return {size: ms * N / ARTICLE_IMAGES for size, ms in ARTICLE_MS.items()}, f"an article's times{scaled}"


def measure_sweep(place):
    measuring.run(
        place,
        *(timing.time_batch_sizes, network, images, SIZES, SWEEP_RUNS),
        keep=lambda timings: measured.update(sweep=timings),
        earlier="sweep" in measured,
        threads=BLAS_THREADS,
    )


# Why


def explain():
    st.subheader("Why many at once are faster")
    st.markdown(
        "Three things take time. Each of them sets a least time, a wall that no run gets past.\n"
        "- **Calls**: Python calls the same NumPy functions for every batch, however many images are in it.\n"
        "- **Memory**: the weights are fetched for every batch, the numbers of an image for every image.\n"
        "- **Products**: every image needs the same multiplications and additions.\n\n"
        "In a large batch, many images share the calls and the weights ([see the shapes](#shapes)). "
        "The products cannot be shared: they are what is left."
        + (
            " A convolution gains less: even one image makes a large matrix there, so the products come first."
            if KERNELS
            else ""
        )
    )
    st.markdown(bounds.counted(work, batch_size))


def show_walls(limits_and_calls):
    limits, calls = limits_and_calls
    run = measured["slider"][1]
    least = roofline.lower_bounds(work, limits, calls, batch_size)
    st.markdown(bounds.nearest(least, run))
    st.html(bounds.table(least, run))
    st.plotly_chart(
        charts.roofline(work, limits, calls, measured.get("sweep", []), run),
        config={"displayModeBar": False},
        key="roofline",
        alt="Operations a second against operations for every byte, on log scales, below what this computer can do.",
    )
    st.caption(
        "The roofline of this computer, with one thread. The slope is memory: a large block is copied at "
        f"{rounded(limits.bandwidth / 1e9)} GB a second. The flat top is the processor: large matrices are multiplied "
        f"at {rounded(limits.peak / 1e9)} billion operations a second. The dashed line is the calls: "
        f"{duration(calls)} for every batch. A point can lie above the slope where its numbers stay in the processor's "
        "caches." + ("" if "sweep" in measured else " Measure all batch sizes, and they all stand here.")
    )


def measure_limits(place):
    with place.container():
        notice = st.empty()
        st.caption("Copying a large block, multiplying large matrices, calling with next to nothing to do …")
        limits = measuring.when_free(notice, bounds.limits, network.dtype)
        measured["limits"] = limits, measuring.when_free(notice, bounds.calls, lab.model.key, network)


# Engines and number types


def introduce_engines():
    st.subheader("The same sums in other engines")
    st.markdown(
        "The same weights, images and batch size in other programs. *Accelerated NumPy* is our own: the same sums, "
        "arranged for the machine. ONNX Runtime, PyTorch and scikit-learn take part where they are installed: "
        f"`{INSTALL}`."
    )
    if CORES > 1:
        choices = [threads for threads in (1, 2, 4, 8, 16, 32) if threads < CORES] + [CORES]
        st.segmented_control("Threads for each engine", choices, default=1, key="threads", required=True)


def show_engines(kept):
    threads, timings, left_out = kept
    st.html(engine_tables.engines_table(timings))
    st.caption(
        engine_tables.about_the_runs(timings, threads, batch_size)
        + " Largest difference: of any probability, from the first row's."
        + "".join(f" {reason}: {', '.join(names)}." for reason, names in left_out.items() if names)
    )


def measure_engines(place):
    threads = st.session_state.get("threads") or 1
    ready, left_out = {}, {"Not installed": [], "Cannot run this network": []}
    for name, make in engines.ENGINES.items():
        place.progress(0.0, f"Starting: {name} …")
        try:
            ready[name] = make(network, threads)
        except EngineMissingError:
            left_out["Not installed"].append(name)
        except InputError:
            left_out["Cannot run this network"].append(name)
    measuring.run(
        place,
        *(timing.time_engines, ready, images, batch_size, ENGINE_RUNS),
        keep=lambda timings: measured.update(engines=(threads, timings, left_out)),
        earlier="engines" in measured,
        threads=threads,
    )


def introduce_types():
    st.subheader("Numbers of 64, 32 and 16 bits")
    st.markdown(
        "Shorter numbers need less room: more of them fit into a cache and into one instruction. But for float16 NumPy "
        f"has no fast matrix product, so it is slow, and only {len(few_images):,} images, chosen at random, are run."
    )


def show_types(timings):
    st.html(engine_tables.types_table(timings, few_labels))
    st.caption(
        engine_tables.about_the_runs(timings, BLAS_THREADS, batch_size)
        + " Changed: how many of these images are read otherwise than with float32."
        + (" So few images say little about accuracy." if len(few_images) < 100 else "")
    )


def measure_types(place):
    runs = {name: network.astype(name).predict_proba for name in NUMBER_TYPES}
    measuring.run(
        place,
        *(timing.time_engines, runs, few_images, batch_size, TYPE_RUNS),
        keep=lambda timings: measured.update(types=timings),
        earlier="types" in measured,
        threads=BLAS_THREADS,
    )


# The computer, and everything as a file


def show_machine():
    st.subheader("What it ran on")
    st.markdown(
        f"{MACHINE.processor}, {MACHINE.logical_cores or 'unknown'} logical cores, in the computer that serves this "
        f"page. Matrix products by {MACHINE.blas}, with one thread: threads that wait for each other on a busy "
        "computer would hide what the batch size does. "
        f"NumPy {MACHINE.numpy}, Python {MACHINE.python}. The time counts from the images as they are stored "
        f"({images.dtype}) to probabilities, calculated in {network.dtype}."
    )


def offer_download():
    subject = {"network": lab.model.name, "data": lab.data.source, "number_type": network.dtype.name}
    st.download_button(
        "Download all of it as CSV",
        timing_csv.as_csv(timing_csv.lines(measured, labels, few_labels, work), subject),
        f"batch-timing-{lab.data.source}-{batch_size}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


# From top to bottom. First everything is painted that needs no measuring, then the slider's run is made, then what it
# belongs into is drawn; and at the end comes what a button asked for, since it takes long.

batch_size = choose_batch_size()
figures, notice = st.empty(), st.empty()
with figures.container():
    if latest_run():
        show_run(*latest_run())
    else:
        show_figures(["…"] * len(FIGURES), ["not measured yet"] * len(FIGURES))
st.caption(what_is_measured())
st.button("Measure again", icon=":material/replay:", on_click=measured.pop, args=("slider", None))
show_matrices()

st.subheader("All batch sizes")
sweep = measuring.Section("sweep", "Measure all batch sizes", ":material/timeline:")
explain()
limits = measuring.Section("limits", "Measure this computer's walls", ":material/speed:")
introduce_engines()
rivalry = measuring.Section("engines", "Compare the engines", ":material/compare_arrows:")
with st.expander("The same sums, arranged for the machine", icon=":material/code:"):
    st.caption("`mnistcore/speed/accelerated.py`")
    st.code(inspect.getsource(accelerated), language="python")
introduce_types()
types = measuring.Section("types", "Compare the number types", ":material/memory:")
show_machine()
download = st.empty()
frame.show_code(timing.time_against_one_by_one, Network.predict_proba, Network.run, label="What runs at every move")

if not latest_run():
    run_now(figures, notice)
sweep.show(measured, show_curve)
limits.show(measured, show_walls)
rivalry.show(measured, show_engines)
types.show(measured, show_types)
with download:
    offer_download()

sweep.measure_if_asked(measure_sweep)
limits.measure_if_asked(measure_limits)
rivalry.measure_if_asked(measure_engines)
types.measure_if_asked(measure_types)
