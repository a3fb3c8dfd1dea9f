"""Plot the test accuracy after each epoch of several trainings: python -m training.curve LOG... --out FILE.svg

The logs are written by `python -m training`. Only recipe `article` evaluates on the MNIST test set after every epoch.
"""

import argparse
import json
from pathlib import Path

from matplotlib import pyplot
from matplotlib.ticker import MaxNLocator


def main():
    parser = argparse.ArgumentParser(prog="python -m training.curve", description=__doc__.splitlines()[0])
    parser.add_argument("logs", nargs="+", type=Path, metavar="LOG")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.svg")
    args = parser.parse_args()
    pyplot.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "", "font.family": "sans-serif"}
    figure, axes = pyplot.subplots(figsize=(7, 3.5), layout="constrained")
    for path in args.logs:
        draw(axes, json.loads(path.read_text())["epochs"])
    axes.set(xlabel="epoch", ylabel="accuracy on the MNIST test set, %", ylim=(0, 103))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.3)
    axes.legend(loc="lower right", frameon=False)
    figure.savefig(args.out, metadata={"Date": None})


def draw(axes, epochs):
    """Draw one training as a line, labelled with its learning rate and final accuracy."""
    accuracy = [100 * epoch["test"] for epoch in epochs]
    label = f"learning rate {epochs[0]['learning_rate']:g}: {accuracy[-1]:.2f}% after {len(epochs)} epochs"
    axes.plot([epoch["epoch"] for epoch in epochs], accuracy, marker="o", label=label)


if __name__ == "__main__":
    main()
