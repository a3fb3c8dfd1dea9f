"""The images that `training.measure` runs every network on, and the table and column of each figure."""

from typing import NamedTuple

import numpy as np

from mnistcore.experiments.nondigits import scribbles

from . import data, trials
from .augmentation import gaussian_blur
from .handwriting import hold_out

TEST, SAMPLE, WRITERS, UNIPEN = "MNIST test", "built-in sample", "pen writers", "UNIPEN"
DRAWN = WRITERS, UNIPEN


class Trial(NamedTuple):
    """Images to run every network on, with the table and column that they belong to and the source of the digits."""

    table: str
    name: str
    source: str
    x: np.ndarray  # (N, 28, 28) uint8
    t: np.ndarray | None = None  # (N,), or None without labels
    writers: np.ndarray | None = None  # (N,), if the accuracy is the mean of theirs


def planned(sets, args):
    """All trials. sets: {source: (x, t)}; args: the seed, and the size of a selection."""
    return [*in_full(sets), *by_collection(sets), *varied(sets, args), *no_digits(sets, args)]


def in_full(sets):
    """All digits, unchanged."""
    for source, (x, t) in sets.items():
        yield Trial("Accuracy", source, source, data.on_canvas(x) if source in DRAWN else x, t)


def by_collection(sets):
    """UNIPEN's digits by collection, and all: each the mean of its writers' accuracies."""
    drawn, _ = sets.get(UNIPEN, ([], None))
    names = sorted({digit.collection for digit in drawn})
    for name in [*names, "all"] if drawn else []:
        chosen = drawn if name == "all" else hold_out(drawn, collections=[name])[1]
        writers = np.array([str(digit.writer) for digit in chosen])
        yield Trial(f"{UNIPEN}, mean of the writers", name, UNIPEN, *data.as_drawn(chosen), writers)


def varied(sets, args):
    """Random digits, shifted, rotated and drawn with other pens. All columns of a table show the same digits."""
    source = TEST if TEST in sets else SAMPLE
    x, t = sets[source]
    for deviation in (0.1, 0.2, 0.4):
        yield Trial(f"{source}, noise", f"{deviation}", source, trials.noisy(x, deviation, rng(args)), t)
    for sigma in (1, 2):
        yield Trial(f"{source}, blurred", f"sigma {sigma} px", source, gaussian_blur(x, sigma), t)
    x, t = chosen(x, t, args)
    for pixels in range(4):
        yield Trial(f"{source}, moved", f"{pixels} px", source, trials.shifted(x, pixels, rng(args)), t)
    for degrees in range(0, 50, 10):
        yield Trial(f"{source}, turned", f"{degrees}°", source, trials.turned(x, degrees, rng(args)), t)
    if WRITERS in sets:
        drawn, t = chosen(*sets[WRITERS], args)
        for table, name, x in redrawn(drawn, args):
            yield Trial(f"{WRITERS}, {table}", name, WRITERS, x, t)


def redrawn(drawn, args):
    """Pen digits rotated, drawn with other pens, small, and in corners of the canvas. Yields table, column, images."""
    for degrees in range(0, 50, 10):
        yield "turned", f"{degrees}°", data.as_drawn(trials.turned_strokes(drawn, degrees, rng(args)))[0]
    for pen in (8, 12, 20, 30, 40):
        yield "200 px high", f"pen {pen} px", data.as_drawn(drawn, pen=pen)[0]
    for pen in (8, 12, 20):
        yield "60 px high", f"pen {pen} px", data.as_drawn(drawn, longest=60, pen=pen)[0]
    yield "100 px high, pen 20 px", "in the middle", data.as_drawn(drawn, longest=100)[0]
    yield "100 px high, pen 20 px", "in a corner", trials.in_corners(drawn, 100, rng(args))


def no_digits(sets, args):
    """Digits for comparison, then images to which no class is the correct answer."""
    x, _ = chosen(*sets[SAMPLE], args)
    yield Trial("No digits", "(digits)", SAMPLE, x)
    yield Trial("No digits", "scribbles", "", scribbles(args.size, rng(args)))
    yield Trial("No digits", "letters", "", trials.letters(args.size, rng(args)))
    yield Trial("No digits", "two digits", "", trials.pairs(x, args.size, rng(args)))
    yield Trial("No digits", "noise", "", trials.noise(args.size, rng(args)))


def rng(args):
    """A new generator for each trial, so that leaving one out does not change the others."""
    return np.random.default_rng(args.seed)


def chosen(x, t, args):
    """A random selection of the digits, as many as a variation uses. x may be a list."""
    indices = rng(args).permutation(len(t))[: args.size]
    return (x[indices] if isinstance(x, np.ndarray) else [x[i] for i in indices]), t[indices]
