"""Measure networks and print the results as Markdown tables: python -m training.measure [NETWORK ...]

Needs only what mnistcore needs. Digits that are not available are left out, and the output says so.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

from mnistcore import MnistCoreError, accelerate, load_network
from mnistcore.files.datasets import find_mnist
from mnistcore.files.known_files import BOOK_WEIGHTS, find_book_weights
from mnistcore.files.weights import SHIPPED

from . import calibration, data, rejection, unipen
from .handwriting import hold_out, read_uci
from .plan import SAMPLE, TEST, UNIPEN, WRITERS, planned
from .tables import ACCEPTED, markdown

LOGS = Path(__file__).with_name("logs")
BOOK = "book"  # the name of the book's own weights
SIZE, QUICK = 1000, 200  # images per variation
NEEDS = {
    TEST: "needs MNIST's four files in the cache or a folder of MNISTCORE_DATA, and no --quick",
    WRITERS: "needs --handwriting FILE",
    UNIPEN: "needs --unipen PATH",
}


def main():
    args = arguments()
    try:
        networks = {name: accelerate(load_network(path)) for name, path in args.networks.items()}
        sets, letters = digits(args), letters_of(args)
    except (MnistCoreError, OSError, ValueError) as error:
        sys.exit(str(error))
    plan = planned(sets, args)
    others = rejection.others(args.size, letters, sets[SAMPLE][0], args.seed)
    reference = data.on_canvas(sets[UNIPEN][0]) if UNIPEN in sets else sets[SAMPLE][0]
    found = {
        "seed": args.seed,
        "writers": args.writers or "all",
        "left out": {source: reason for source, reason in NEEDS.items() if source not in sets},
        "collections": args.collections or "all",
        "trained on": {name: trained_on(name, path, args) for name, path in args.networks.items()},
        "networks": {name: measured(name, network, plan) for name, network in networks.items()},
    }
    for name, network in networks.items():
        found["networks"][name][ACCEPTED] = rejection.accepted(network, reference, others)
    print(markdown(found))
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n")


def arguments():
    parser = argparse.ArgumentParser(prog="python -m training.measure", description=__doc__.splitlines()[0])
    option = parser.add_argument
    option("networks", nargs="*", metavar="NETWORK", help=f"built-in name, path, or {BOOK} (default: all available)")
    option("--handwriting", type=Path, metavar="FILE", help="UCI's pen strokes, see training/README.md")
    option("--writers", type=_numbers, default=[], metavar="3,8", help="use only these writers' strokes")
    option("--unipen", type=Path, nargs="+", default=[], metavar="PATH", help="UNIPEN's, see training/README.md")
    option("--collections", type=_words, default=[], metavar="ced,val", help="use only these parts of UNIPEN")
    option("--quick", action="store_true", help="skip the MNIST test set and use fewer images per variation")
    option("--seed", type=int, default=0)
    option("--json", type=Path, metavar="FILE", help="also write the figures to FILE")
    args = parser.parse_args()
    args.size = QUICK if args.quick else SIZE
    book = find_book_weights()
    if BOOK in args.networks and not book:
        parser.error(f"{BOOK_WEIGHTS.name} was not found. {BOOK_WEIGHTS.without_network}")
    named = args.networks or [*sorted(path.stem for path in SHIPPED.glob("*.npz")), *([BOOK] if book else [])]
    args.networks = {Path(name).stem: book if name == BOOK else name for name in named}
    if len(args.networks) < len(named):
        parser.error("two networks have the same file name, without folder and extension. Rename one file.")
    return args


def _numbers(text):
    return [int(number) for number in text.split(",")]


def _words(text):
    return text.split(",")


def digits(args):
    """The available digits, as {source: (x, t)}: x (N, 28, 28) uint8, or for DRAWN a list of Character; t (N,).

    Raises ValueError if one of `args.writers` is not in the file.
    """
    sets = {SAMPLE: data.sample()}
    if find_mnist() and not args.quick:
        sets = {TEST: data.mnist("mnist", with_sample=True)[1]} | sets
    if args.handwriting:
        everybody = read_uci(args.handwriting)
        missing = set(args.writers) - {digit.writer for digit in everybody}
        if missing:
            raise ValueError(
                f"Expected digits of writers {sorted(missing)} in {args.handwriting}, found none. Choose others."
            )
        drawn = hold_out(everybody, args.writers)[1] if args.writers else everybody
        sets[WRITERS] = drawn, data.labels(drawn)
    if args.unipen:
        drawn = [character for character in of_unipen(args) if isinstance(character.label, int)]
        if not drawn:
            raise ValueError(f"Expected digits of {args.collections or 'any collection'} in {args.unipen}, found none.")
        sets[UNIPEN] = drawn, data.labels(drawn)
    return sets


def letters_of(args):
    return [character for character in of_unipen(args) if isinstance(character.label, str)]


def of_unipen(args):
    """The digits and letters of the chosen collections: a list of Character."""
    everything = [character for path in args.unipen for character in unipen.read(path)]
    return hold_out(everything, collections=args.collections)[1] if args.collections else everything


def measured(name, network, plan):
    """Run a network on every trial: {table: {column: figures}}."""
    start, found = time.perf_counter(), {}
    for trial in plan:
        y = network.predict_proba(trial.x)
        found.setdefault(trial.table, {})[trial.name] = {"source": trial.source} | figures(y, trial.t)
        if trial.writers is not None:
            right = y.argmax(axis=1) == trial.t
            shares = [right[trial.writers == writer].mean() for writer in np.unique(trial.writers)]
            found[trial.table][trial.name] |= {"accuracy": float(np.mean(shares)), "writers": len(shares)}
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


def trained_on(name, path, args):
    """The sources whose digits a network was trained on, by its log and by that of its first weights.

    The MNIST test set is never among them. The book's network was trained on all training images, including the sample.
    """
    log = log_of(name, path)
    recipe, start = log.get("recipe"), log.get("start_from")

    def held_out(chosen, option):
        return bool(chosen) and set(chosen) <= set(log.get(option, []))

    trained = {
        SAMPLE: name == BOOK or recipe == "article",
        WRITERS: recipe in ("people", "everyone") and not held_out(args.writers, "holdout_writers"),
        UNIPEN: recipe == "everyone" and not held_out(args.collections, "holdout_collections"),
    }
    before = trained_on(start, Path(path).with_name(f"{start}.npz"), args) if start and start != name else []
    return [source for source in trained if trained[source] or source in before]


def log_of(name, path):
    """The log beside a network's weights, or in training/logs, or an empty one."""
    beside = Path(path).with_suffix(".json")
    log_file = beside if beside.exists() else LOGS / f"{name}.json"
    return json.loads(log_file.read_text()) if log_file.exists() else {}


if __name__ == "__main__":
    main()
