"""All results as one CSV file: a line for each, whose first column says what it is."""

import csv
import io

from ui.timing import engine_tables
from ui.timing.measuring import BLAS_THREADS

COLUMNS = (
    *("what", "network", "data", "engine", "number_type", "threads", "batch_size", "images", "runs"),
    *("fastest_ms", "median_ms", "slowest_ms", "microseconds_per_image", "images_per_second"),
    *("times_faster_than_one_by_one", "accuracy", "largest_difference", "predictions_changed"),
    *("operations_per_byte", "billion_operations_per_second", "value", "unit"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(subject):
    """The file's text. Network, data and number type are the subject's unless a line gives others."""
    usual = {
        "network": _never_a_formula(subject.model.name),
        "data": subject.source,
        "number_type": subject.network.dtype.name,
    }
    file = io.StringIO()
    table = csv.DictWriter(file, COLUMNS, restval="")
    table.writeheader()
    table.writerows(usual | line for line in _lines(subject))
    return file.getvalue()


def _never_a_formula(text):
    """The text, with an apostrophe before it where a spreadsheet would otherwise run it (OWASP, "CSV Injection")."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _lines(subject):
    """A dict by COLUMNS for each timing, each limit of the computer, and each property of it."""
    yield from _slider_lines(subject)
    yield from _sweep_lines(subject)
    yield from _engine_lines(subject)
    yield from _type_lines(subject)
    yield from _limit_lines(subject)
    for name, value in vars(subject.computer).items():
        yield {"what": f"computer: {name.replace('_', ' ')}", "value": value}


def _slider_lines(subject):
    one_by_one, batched = subject.measured["slider"]
    for what, t in (("slider, one by one, from a part", one_by_one), ("slider, in batches", batched)):
        yield _numpy_line(what, t, one_by_one, subject)


def _sweep_lines(subject):
    timings = subject.measured.get("sweep", [])
    for t in timings:
        yield _numpy_line("all batch sizes", t, timings[0], subject)


def _engine_lines(subject):
    if "engines" not in subject.measured:
        return
    threads, _, timings = subject.measured["engines"]
    for t in timings:
        yield _line("engines", t, subject.labels) | {
            "engine": t.name,
            "threads": threads,
            "batch_size": 1 if t.name == "one by one" else min(t.batch_size, t.images),
            "times_faster_than_one_by_one": _ratio(timings[0], t),
            "largest_difference": f"{t.largest_difference:.1e}",
        }


def _type_lines(subject):
    timings = subject.measured.get("types", [])
    for t in timings:
        yield _line("number types", t, subject.few_labels) | {
            "engine": "NumPy",
            "number_type": t.name,
            "threads": BLAS_THREADS,
            "predictions_changed": engine_tables.changed(t, timings),
        }


def _limit_lines(subject):
    if "limits" not in subject.measured:
        return
    limits, calls = subject.measured["limits"]
    for what, value, unit in (
        ("memory bandwidth", limits.bandwidth / 1e9, "GB/s"),
        ("peak of matrix products", limits.peak / 1e9, "billion operations/s"),
        ("calls of one batch", 1e6 * calls, "microseconds"),
    ):
        yield {"what": what, "threads": BLAS_THREADS, "value": f"{value:.3f}", "unit": unit}


def _numpy_line(what, t, one_by_one, subject):
    return _line(what, t, subject.labels) | {
        "engine": "NumPy",
        "threads": BLAS_THREADS,
        "times_faster_than_one_by_one": _ratio(one_by_one, t),
        "operations_per_byte": f"{subject.work.intensity(t.batch_size):.3f}",
        "billion_operations_per_second": f"{subject.work.throughput(t) / 1e9:.3f}",
    }


def _line(what, t, labels):
    """The columns of a BatchTiming."""
    return {
        "what": what,
        "batch_size": min(t.batch_size, t.images),
        "images": t.images,
        "runs": len(t.seconds),
        "fastest_ms": f"{1000 * t.fastest:.4f}",
        "median_ms": f"{1000 * t.median:.4f}",
        "slowest_ms": f"{1000 * t.slowest:.4f}",
        "microseconds_per_image": f"{t.microseconds_per_image:.3f}",
        "images_per_second": f"{t.images_per_second:.0f}",
        "accuracy": "" if t.predictions is None else f"{t.accuracy(labels):.4f}",
    }


def _ratio(one_by_one, t):
    return f"{one_by_one.median / t.median:.2f}"
