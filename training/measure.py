"""Measure networks and print what was found as Markdown tables: python -m training.measure [NETWORK ...]

Needs only what mnistcore needs. Digits that are not at hand are left out and named.
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
from mnistcore.files.download import BOOK_WEIGHTS, find_file
from mnistcore.files.weights import SHIPPED

from . import calibration, data, trials
from .handwriting import hold_out, read_unipen
from .tables import markdown

LOGS = Path(__file__).with_name("logs")
BOOK = "book"  # what the book's own weights go by
TEST, SAMPLE, WRITERS = "MNIST test", "built-in sample", "pen writers"
SIZE, QUICK = 1000, 200  # images of each variation
NEEDS = {
    TEST: "needs its four files in a folder of MNISTCORE_DATA, and goes without in --quick",
    WRITERS: "needs --handwriting FILE",
}


class Trial(NamedTuple):
    """Images that every network reads: the table they belong to, their column in it, and whose digits they are."""

    table: str
    name: str
    source: str
    x: np.ndarray  # (N, 28, 28) uint8
    t: np.ndarray | None = None  # (N,), or None for what is no digit


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
    option("networks", nargs="*", metavar="NETWORK", help=f"shipped name, path, or {BOOK}; none: all that are there")
    option("--handwriting", type=Path, metavar="FILE", help="UNIPEN strokes; training/README.md says where they are")
    option("--writers", type=_numbers, default=[], metavar="3,8", help="whose strokes; none: everybody's")
    option("--quick", action="store_true", help="without the MNIST test set, and fewer images of each variation")
    option("--seed", type=int, default=0)
    option("--json", type=Path, metavar="FILE", help="where to write the same figures")
    args = parser.parse_args()
    args.size = QUICK if args.quick else SIZE
    book = find_file(BOOK_WEIGHTS.name)
    if BOOK in args.networks and not book:
        parser.error(f"{BOOK_WEIGHTS.name} was not found. {BOOK_WEIGHTS.without_network}")
    named = args.networks or [*sorted(path.stem for path in SHIPPED.glob("*.npz")), *([BOOK] if book else [])]
    args.networks = {Path(name).stem: book if name == BOOK else name for name in named}
    if len(args.networks) < len(named):
        parser.error("two of the networks go by the same name: the name of a file, without its folder and ending")
    return args


def _numbers(text):
    return [int(number) for number in text.split(",")]


def digits(args):
    """The digits at hand, as {source: (x, t)}; x are images, or the PenDigits of the writers.

    Raises ValueError for writers who are not in the file.
    """
    sets = {SAMPLE: data.sample()}
    if find_mnist() and not args.quick:
        sets = {TEST: data.mnist("mnist", with_sample=True)[1]} | sets
    if args.handwriting:
        everybody = read_unipen(args.handwriting)
        missing = set(args.writers) - {digit.writer for digit in everybody}
        if missing:
            raise ValueError(f"{args.handwriting} has no digits of the writers {sorted(missing)}.")
        drawn = hold_out(everybody, args.writers)[1] if args.writers else everybody
        sets[WRITERS] = drawn, data.labels(drawn)
    return sets


def in_full(sets):
    """All digits as they are."""
    for source, (x, t) in sets.items():
        yield Trial("Accuracy", source, source, data.as_drawn(x)[0] if source == WRITERS else x, t)


def varied(sets, args):
    """Some digits moved, turned, and drawn by other pens; each table has a column of the same digits as they are."""
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
    """Pen digits turned, by other pens, small, and in corners of the canvas: yields table, column, images."""
    for degrees in range(0, 50, 10):
        yield "turned", f"{degrees}°", data.as_drawn(trials.turned_strokes(drawn, degrees, rng(args)))[0]
    for pen in (8, 12, 20, 30, 40):
        yield "200 px high", f"pen {pen} px", data.as_drawn(drawn, pen=pen)[0]
    for pen in (8, 12, 20):
        yield "60 px high", f"pen {pen} px", data.as_drawn(drawn, longest=60, pen=pen)[0]
    yield "100 px high, pen 20 px", "in the middle", data.as_drawn(drawn, longest=100)[0]
    yield "100 px high, pen 20 px", "in a corner", trials.in_corners(drawn, 100, rng(args))


def no_digits(sets, args):
    """Digits for comparison, then what cannot be read rightly."""
    x, _ = chosen(*sets[SAMPLE], args)
    yield Trial("No digits", "(digits)", SAMPLE, x)
    yield Trial("No digits", "scribbles", "", trials.scribbles(args.size, rng(args)))
    yield Trial("No digits", "letters", "", trials.letters(args.size, rng(args)))
    yield Trial("No digits", "two digits", "", trials.pairs(x, args.size, rng(args)))
    yield Trial("No digits", "noise", "", trials.noise(args.size, rng(args)))


def rng(args):
    """A generator for each trial alone, so that none changes when another is left out."""
    return np.random.default_rng(args.seed)


def chosen(x, t, args):
    """As many digits as a variation takes, drawn at random; x may be a list."""
    picked = rng(args).permutation(len(t))[: args.size]
    return (x[picked] if isinstance(x, np.ndarray) else [x[i] for i in picked]), t[picked]


def measured(name, network, planned):
    """What a network makes of every trial: {table: {column: figures}}."""
    start, found = time.perf_counter(), {}
    for trial in planned:
        y = network.predict_proba(trial.x)
        found.setdefault(trial.table, {})[trial.name] = {"source": trial.source} | figures(y, trial.t)
    print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    return found


def figures(y, t):
    """What probabilities y (N, 10) are worth, against labels t (N,) where there are any."""
    sure = y.max(axis=1)
    found = {"images": len(y), "above 0.5": float((sure > 0.5).mean()), "above 0.9": float((sure > 0.9).mean())}
    if t is None:
        return found
    temperature = calibration.best_temperature(y, t)
    tempered = calibration.with_temperature(y, temperature)
    return found | {
        "accuracy": calibration.accuracy(y, t),
        "accuracy per digit": [calibration.accuracy(y[t == d], d) if d in t else None for d in range(10)],
        "mean probability": float(sure.mean()),
        "calibration error": calibration.expected_calibration_error(y, t),
        "best temperature": round(temperature, 2),
        "calibration error at that temperature": calibration.expected_calibration_error(tempered, t),
    }


def trained_on(name, path, writers):
    """The sources whose very digits a network learnt from, by the log beside its weights or in training/logs.

    The MNIST test set is never among them. The book's network learnt all training images, so the sample too.
    """
    beside = Path(path).with_suffix(".json")
    log_file = beside if beside.exists() else LOGS / f"{name}.json"
    log = json.loads(log_file.read_text()) if log_file.exists() else {}
    held_out = bool(writers) and set(writers) <= set(log.get("holdout_writers", []))
    learnt = {SAMPLE: name == BOOK or log.get("recipe") == "article", WRITERS: log.get("recipe") == "people"}
    return [source for source in learnt if learnt[source] and not (source == WRITERS and held_out)]


if __name__ == "__main__":
    main()
