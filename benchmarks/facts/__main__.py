"""Print docs/facts.md, the figures of the experiments: python -m benchmarks.facts --unipen PATH ... > docs/facts.md"""

import argparse
import sys
from pathlib import Path

from . import activations, learning, loaders, neighbours, neurons, people, rounding, shifts, steps
from .subjects import NETWORKS, TESTED, accuracy, load_digits, load_networks, percent, wrapped

EXPERIMENTS = activations, loaders, neurons, rounding, people, learning, neighbours, shifts, steps
TITLE = "# Facts for the experiments"
ABOUT = (
    "Printed by `python -m benchmarks.facts --unipen UNIPEN`, where `UNIPEN` is the folder or files described in "
    "[training/README.md](../training/README.md). Measured on {tested}, in float32. `book` is the network of the book, "
    "with its own weights; [MODELS.md](../MODELS.md) describes the others. Accuracy in %: {accuracies}."
)


def main():
    args = arguments()
    digits = load_digits(args.digits)
    networks, missing = load_networks(args.networks)
    experiments = list(EXPERIMENTS)
    if len(digits.x) < 2 * people.HALF:
        experiments.remove(people)
        missing.append("Without all of MNIST, there is no section on who wrote it.")
    if not args.unipen:
        missing.append("Without `--unipen`, there is no section on the digits and letters of many people.")
    accuracies = ", ".join(f"`{name}` {percent(accuracy(n, digits.x, digits.t))}" for name, n in networks.items())
    about = wrapped(ABOUT.format(tested=tested(digits, args), accuracies=accuracies))
    print(TITLE, about, *missing, sep="\n\n")
    for experiment in experiments:
        for section in experiment.sections(networks, digits):
            print("\n" + section, flush=True)
        print(f"{experiment.__name__}: done", file=sys.stderr, flush=True)
    if args.unipen:
        print("", *people.unipen_sections(networks, args.unipen), sep="\n")


def tested(digits, args):
    return (f"the first {args.digits:,} of " if args.digits else "") + TESTED[digits.source]


def arguments():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.facts", description=__doc__.splitlines()[0])
    option = parser.add_argument
    option("--networks", nargs="+", default=NETWORKS, metavar="NETWORK", help=f"default: {' '.join(NETWORKS)}")
    option("--unipen", nargs="+", type=Path, default=[], metavar="PATH", help="UNIPEN's, see training/README.md")
    option("--digits", type=int, metavar="N", help="only so many digits, for a quick trial")
    return parser.parse_args()


if __name__ == "__main__":
    main()
