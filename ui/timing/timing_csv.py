"""Everything that was measured as one CSV file: a line for each, whose first column says what it is."""

import csv
import io

from mnistcore.speed import machine
from ui.timing import engine_tables

COLUMNS = (
    *("what", "network", "data", "engine", "number_type", "threads", "batch_size", "images", "runs"),
    *("fastest_ms", "median_ms", "slowest_ms", "microseconds_per_image", "images_per_second"),
    *("times_faster_than_one_by_one", "accuracy", "largest_difference", "predictions_changed"),
    *("operations_per_byte", "billion_operations_per_second", "value", "unit"),
)


def as_csv(lines, subject):
    """lines: dicts by COLUMNS; what a line does not have is taken from `subject`, or stays empty."""
    file = io.StringIO()
    table = csv.DictWriter(file, COLUMNS, restval="")
    table.writeheader()
    table.writerows(subject | line for line in lines)
    return file.getvalue()


def lines(measured, labels, few_labels, work):
    """A line for whatever is in `measured`: slider, sweep, engines, types and limits, as the page keeps them.

    labels: of the images of all measurements but "types", which has few_labels; work: a roofline.Work.
    """
    sliders = "slider, one by one, from a part", "slider, in batches"
    for name, t in zip(sliders, measured.get("slider", ()), strict=False):
        yield numpy_line(name, t, labels, measured["slider"][0], work)
    for t in measured.get("sweep", []):
        yield numpy_line("all batch sizes", t, labels, measured["sweep"][0], work)
    threads, engines, _ = measured.get("engines", (1, [], []))
    for t in engines:
        more = {"engine": t.name, "threads": threads, "largest_difference": f"{t.largest_difference:.1e}"}
        if t.name == "one by one":
            more["batch_size"] = 1
        yield line("engines", t, labels) | faster(t, engines[0]) | more
    types = measured.get("types", [])
    for t in types:
        more = {"engine": "NumPy", "number_type": t.name, "threads": 1}
        yield line("number types", t, few_labels) | more | {"predictions_changed": engine_tables.changed(t, types)}
    if "limits" in measured:
        yield from limit_lines(*measured["limits"])
    for name, value in vars(machine.describe_machine()).items():
        yield {"what": f"computer: {name.replace('_', ' ')}", "value": value}


def numpy_line(what, t, labels, one_by_one, work):
    rate = work.throughput(t) / 1e9
    return (
        {"engine": "NumPy", "threads": 1, "operations_per_byte": f"{work.intensity(t.batch_size):.3f}"}
        | line(what, t, labels)
        | faster(t, one_by_one)
        | {"billion_operations_per_second": f"{rate:.3f}"}
    )


def line(what, t, labels):
    """What a BatchTiming says."""
    accuracy = {} if t.predictions is None else {"accuracy": f"{(t.predictions == labels).mean():.4f}"}
    return accuracy | {
        "what": what,
        "batch_size": min(t.batch_size, t.images),
        "images": t.images,
        "runs": len(t.seconds),
        "fastest_ms": f"{1000 * t.fastest:.4f}",
        "median_ms": f"{1000 * t.median:.4f}",
        "slowest_ms": f"{1000 * t.slowest:.4f}",
        "microseconds_per_image": f"{t.microseconds_per_image:.3f}",
        "images_per_second": f"{t.images_per_second:.0f}",
    }


def faster(t, one_by_one):
    return {"times_faster_than_one_by_one": f"{one_by_one.median / t.median:.2f}"}


def limit_lines(limits, calls):
    for what, value, unit in (
        ("memory bandwidth", limits.bandwidth / 1e9, "GB/s"),
        ("peak of matrix products", limits.peak / 1e9, "billion operations/s"),
        ("calls of one batch", 1e6 * calls, "microseconds"),
    ):
        yield {"what": what, "threads": 1, "value": f"{value:.3f}", "unit": unit}
