"""Results as Markdown tables for the screen and as rows for a JSON file."""

import statistics

from .comparison import OURS, ratio


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


def milliseconds(results):
    """A row for each batch size, a column for each engine."""
    heads = ["Batch size; milliseconds, median (fastest to slowest)", *_engines(results)]
    rows = [
        [f"{size:,}", *(spread(1000 * s for s in t.seconds) for t in row.values())] for size, row in results.items()
    ]
    return markdown(heads, rows)


def ratios(results):
    """The same with the accelerated pass's time divided by each engine's: below 1 it is faster."""
    others = [name for name in _engines(results) if name != OURS]
    heads = [f"Batch size; time of {OURS} divided by that of", *others]
    return markdown(heads, [[f"{size:,}", *(f"{ratio(row, e):.2f}" for e in others)] for size, row in results.items()])


def goals(rows):
    """The goals, and the largest ratio that was measured."""
    heads = ["Goal", "Largest ratio", "At batch size", "Met"]
    return markdown(
        heads,
        [[_sizes(row), f"{row['ratio']:.2f}", f"{row['batch_size']:,}", "yes" if row["met"] else "no"] for row in rows],
    )


def _sizes(goal):
    smallest, largest = goal["smallest"], goal["largest"]
    which = f"batch size {smallest:,}" if smallest == largest else f"batch sizes {smallest:,} to {largest:,}"
    return f"{goal['network']} to {goal['engine']}, {which}: at most {goal['at_most']}"


def as_rows(results):
    """A dict for each network, batch size and engine, with the seconds of all turns."""
    return [
        {
            "network": network,
            "images": timing.images,
            "batch_size": size,
            "engine": name,
            "median": timing.median,
            "seconds": [round(s, 7) for s in timing.seconds],
            "largest_difference": timing.largest_difference,
        }
        for network, by_size in results.items()
        for size, timings in by_size.items()
        for name, timing in timings.items()
    ]


def spread(values):
    """Median (smallest to largest)."""
    values = sorted(values)
    return f"{number(statistics.median(values))} ({number(values[0])} to {number(values[-1])})"


def number(value):
    """Three significant digits, with all integer digits: 0.123, 1.23, 12.3, 123, 1,234."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _engines(results):
    return list(next(iter(results.values())))
