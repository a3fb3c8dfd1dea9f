"""Results as Markdown tables for the screen and as rows for a JSON file."""

import statistics

from .comparison import OURS, WHOLE_SET
from .comparison import ratios as ratios_to


def heading(about):
    """The machine and the versions, in one line."""
    machine, threads = about["machine"], about["threads"]
    return (
        f"{machine['processor']}, {threads} thread{'s' if threads > 1 else ''}; "
        + ", ".join(f"{name} {version}" for name, version in about["versions"].items())
        + f"; {machine['blas']}, Python {machine['python']}"
    )


def markdown(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def times(results, table):
    """A row for each batch size, a column for each engine: milliseconds for all images, or microseconds of one call."""
    unit = "milliseconds" if table == WHOLE_SET else "microseconds per call"
    heads = [f"Batch size; {unit}, median (fastest to slowest)", *_engines(results)]
    rows = [[f"{size:,}", *(spread(_in_unit(t, table)) for t in row.values())] for size, row in results.items()]
    return markdown(heads, rows)


def _in_unit(timing, table):
    calls = -(-timing.images // timing.batch_size)
    return [1000 * s if table == WHOLE_SET else 1e6 * s / calls for s in timing.seconds]


def ratios(results):
    """The time of the accelerated pass divided by each engine's in the same turn: below 1 it is faster."""
    others = [name for name in _engines(results) if name != OURS]
    heads = [f"Batch size; time of {OURS} divided by that of ..., median (quartiles)", *others]
    rows = [[f"{size:,}", *(quartiles(ratios_to(row, e)) for e in others)] for size, row in results.items()]
    return markdown(heads, rows)


def goals(rows):
    """The goals, and the largest ratio that was measured."""
    heads = ["Table", "Goal", "Largest ratio", "At batch size", "Met"]
    cells = [
        [row["table"], _sizes(row), f"{row['ratio']:.2f}", f"{row['batch_size']:,}", "yes" if row["met"] else "no"]
        for row in rows
    ]
    return markdown(heads, cells)


def _sizes(goal):
    smallest, largest = goal["smallest"], goal["largest"]
    which = f"batch size {smallest:,}" if smallest == largest else f"batch sizes {smallest:,} to {largest:,}"
    return f"{goal['network']} to {goal['engine']}, {which}: at most {goal['at_most']}"


def as_rows(results):
    """A dict for each table, network, batch size and engine, with the seconds of all turns."""
    return [
        {
            "table": table,
            "network": network,
            "images": timing.images,
            "batch_size": size,
            "engine": name,
            "median": timing.median,
            "seconds": [round(s, 7) for s in timing.seconds],
            "largest_difference": timing.largest_difference,
        }
        for table, by_network in results.items()
        for network, by_size in by_network.items()
        for size, timings in by_size.items()
        for name, timing in timings.items()
    ]


def spread(values):
    """Median (smallest to largest)."""
    values = sorted(values)
    return f"{number(statistics.median(values))} ({number(values[0])} to {number(values[-1])})"


def quartiles(values):
    """Median (lower to upper quartile)."""
    lower, median, upper = statistics.quantiles(values, method="inclusive") if len(values) > 1 else [*values] * 3
    return f"{median:.2f} ({lower:.2f} to {upper:.2f})"


def number(value):
    """Three significant digits, with all integer digits: 0.123, 1.23, 12.3, 123, 1,234."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _engines(results):
    return list(next(iter(results.values())))
