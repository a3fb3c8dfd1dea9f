"""Several ways to compute the same probabilities, side by side: tables as HTML, and a sentence on the runs."""

from ui.figures import comparison
from ui.figures.numbers import count, duration, percent, power, ratio, span
from ui.words import later, plural, say, together

NAMES = {"one by one": later("one by one"), "accelerated NumPy": later("accelerated NumPy")}


def name(engine):
    """An engine's name for people: what is not a library's own has one in each language."""
    return say(NAMES.get(engine, engine))


def engines_table(timings):
    """EngineTimings side by side; speed-up and difference are relative to the first of them."""
    first, best = timings[0], min(timings, key=lambda t: t.median)
    heads = (
        *(say("Engine"), say("Median"), say("Per image")),
        *(say("Speed-up over the first row"), say("Largest difference")),
    )
    rows = [_row(t, ratio(first.median / t.median), _difference(t, first)) for t in timings]
    return comparison.table(heads, rows, name(best.name))


def _difference(t, first):
    return "–" if t is first else power(t.largest_difference) if t.largest_difference else "0"


def types_table(timings, labels):
    """The same for NumPy's number types, with accuracy and changed predictions."""
    heads = say("Data type"), say("Median"), say("Per image"), say("Accuracy"), say("Predictions changed")
    best = min(timings, key=lambda t: t.median)
    rows = []
    for t in timings:
        n = changed(t, timings)
        rows.append(_row(t, percent(t.accuracy(labels)), "–" if n is None or t.name == "float32" else count(n)))
    return comparison.table(heads, rows, best.name)


def changed(t, timings, usual="float32"):
    """How many predictions differ from those of the usual number type; None if that has not been measured yet."""
    usually = next((other.predictions for other in timings if other.name == usual), None)
    return None if usually is None else int((t.predictions != usually).sum())


def _row(t, *cells):
    spread = span(duration, t.fastest, t.slowest)
    return comparison.Row(name(t.name), t.median, duration(t.median), spread, (duration(t.median / t.images), *cells))


def about_the_runs(timings, threads, slider):
    """What was run, how often, with how many threads; and whether the slider has moved since."""
    first, runs = timings[0], {len(t.seconds) for t in timings}
    size = min(first.batch_size, first.images)
    return together(
        plural(
            "{images} images in batches of {size}, {runs} alternating runs each, with {n} thread.",
            "{images} images in batches of {size}, {runs} alternating runs each, with {n} threads.",
            threads,
            images=count(first.images),
            size=count(size),
            runs=max(runs),
        ),
        say("Stopped early: the last rows have one run fewer, or none.") if len(runs) > 1 else "",
        say("The slider is now at {size}.", size=count(slider)) if first.batch_size != slider else "",
    )
