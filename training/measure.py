"""Measure networks and print the results as Markdown tables: python -m training.measure [NETWORK ...]

Needs only what mnistcore needs. Digits that are not available are left out, and the output says so.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mnistcore import MnistCoreError, accelerate, load_network
from mnistcore.files.datasets import find_mnist
from mnistcore.files.known_files import BOOK_WEIGHTS, find_file
from mnistcore.files.weights import SHIPPED

from . import calibration, data, trials
from .handwriting import hold_out, read_unipen
from .tables import markdown

LOGS = Path(__file__).with_name("logs")
BOOK = "book"  # the name of the book's own weights
TEST, SAMPLE, WRITERS = "MNIST test", "built-in sample", "pen writers"
SIZE, QUICK = 1000, 200  # images per variation
NEEDS = {
    TEST: "needs MNIST's four files in the cache or a folder of MNISTCORE_DATA, and no --quick",
    WRITERS: "needs --handwriting FILE",
}


class Trial(NamedTuple):
    """Images to run every network on, with the table and column that they belong to and the source of the digits."""

    table: str
    name: str
    source: str
    x: np.ndarray  # (N, 28, 28) uint8
    t: np.ndarray | None = None  # (N,), or None without labels


def main():
    args = arguments()
    try:
        networks = {name: accelerate(load_network(path)) for name, path in args.networks.items()}
        sets = digits(args)
    except (MnistCoreError, OSError, ValueError) as error:
        sys.exit(str(error))
    planned = [*in_full(sets), *varied(sets, args), *no_digits(sets, args)]
    found = {
        "seed": args.seed,
        "writers": args.writers or "all",
        "left out": {source: reason for source, reason in NEEDS.items() if source not in sets},
        "trained on": {name: trained_on(name, path, args.writers) for name, path in args.networks.items()},
        "networks": {name: measured(name, network, planned) for name, network in networks.items()},
    }
    print(markdown(found))
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n")


def arguments():
    parser = argparse.ArgumentParser(prog="python -m training.measure", description=__doc__.splitlines()[0])
    option = parser.add_argument
    option("networks", nargs="*", metavar="NETWORK", help=f"built-in name, path, or {BOOK} (default: all available)")
    option("--handwriting", type=Path, metavar="FILE", help="UNIPEN strokes, see training/README.md")
    option("--writers", type=_numbers, default=[], metavar="3,8", help="use only these writers' strokes")
    option("--quick", action="store_true", help="skip the MNIST test set and use fewer images per variation")
    option("--seed", type=int, default=0)
    option("--json", type=Path, metavar="FILE", help="also write the figures to FILE")
    args = parser.parse_args()
    args.size = QUICK if args.quick else SIZE
    book = find_file(BOOK_WEIGHTS.name)
    if BOOK in args.networks and not book:
        parser.error(f"{BOOK_WEIGHTS.name} was not found. {BOOK_WEIGHTS.without_network}")
    named = args.networks or [*sorted(path.stem for path in SHIPPED.glob("*.npz")), *([BOOK] if book else [])]
    args.networks = {Path(name).stem: book if name == BOOK else name for name in named}
    if len(args.networks) < len(named):
        parser.error("two networks have the same file name, without folder and extension. Rename one file.")
    return args


def _numbers(text):
    return [int(number) for number in text.split(",")]


def digits(args):
    """The available digits, as {source: (x, t)}: x (N, 28, 28) uint8, or for the writers a list of PenDigit; t (N,).

    Raises ValueError if one of `args.writers` is not in the file.
    """
    sets = {SAMPLE: data.sample()}
    if find_mnist() and not args.quick:
        sets = {TEST: data.mnist("mnist", with_sample=True)[1]} | sets
    if args.handwriting:
        everybody = read_unipen(args.handwriting)
        missing = set(args.writers) - {digit.writer for digit in everybody}
        if missing:
            raise ValueError(
                f"Expected digits of writers {sorted(missing)} in {args.handwriting}, found none. Choose others."
            )
        drawn = hold_out(everybody, args.writers)[1] if args.writers else everybody
        sets[WRITERS] = drawn, data.labels(drawn)
    return sets


def in_full(sets):
    """All digits, unchanged."""
    for source, (x, t) in sets.items():
        yield Trial("Accuracy", source, source, data.as_drawn(x)[0] if source == WRITERS else x, t)


def varied(sets, args):
    """Random digits, shifted, rotated and drawn with other pens. All columns of a table show the same digits."""
    source = TEST if TEST in sets else SAMPLE
    x, t = chosen(*sets[source], args)
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
    yield Trial("No digits", "scribbles", "", trials.scribbles(args.size, rng(args)))
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


def measured(name, network, planned):
    """Run a network on every trial: {table: {column: figures}}."""
    start, found = time.perf_counter(), {}
    for trial in planned:
        y = network.predict_proba(trial.x)
        found.setdefault(trial.table, {})[trial.name] = {"source": trial.source} | figures(y, trial.t)
    print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    return found


def figures(y, t):
    """Figures for probabilities y (N, 10), with accuracy and calibration if there are labels t (N,)."""
    confidence = y.max(axis=1)
    found = {"images": len(y)} | {f"above {p}": float((confidence > p).mean()) for p in (0.5, 0.9)}
    if t is None:
        return found
    temperature = calibration.best_temperature(y, t)
    tempered = calibration.with_temperature(y, temperature)
    return found | {
        "accuracy": calibration.accuracy(y, t),
        "accuracy per digit": [calibration.accuracy(y[t == d], d) if d in t else None for d in range(10)],
        "mean probability": float(confidence.mean()),
        "calibration error": calibration.expected_calibration_error(y, t),
        "best temperature": round(temperature, 2),
        "calibration error at that temperature": calibration.expected_calibration_error(tempered, t),
    }


def trained_on(name, path, writers):
    """The sources whose digits a network was trained on, according to the log beside its weights or in training/logs.

    The MNIST test set is never among them. The book's network was trained on all training images, including the sample.
    """
    beside = Path(path).with_suffix(".json")
    log_file = beside if beside.exists() else LOGS / f"{name}.json"
    log = json.loads(log_file.read_text()) if log_file.exists() else {}
    held_out = bool(writers) and set(writers) <= set(log.get("holdout_writers", []))
    trained = {SAMPLE: name == BOOK or log.get("recipe") == "article", WRITERS: log.get("recipe") == "people"}
    return [source for source in trained if trained[source] and not (source == WRITERS and held_out)]


if __name__ == "__main__":
    main()
