"""Measure how digits side by side are told from single digits: python -m training.split STROKES [STROKES ...]

STROKES is UCI's file of training/README.md, or JSON lines that each hold the `label`, `writer` and `strokes` of a
digit (lists of [x, y], y downwards). Half of the writers, every other name in order, served to choose LEAST_HEIGHT of
mnistcore.segmentation; the figures are for the other half.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from mnistcore import load_network
from mnistcore.drawing import FAINTEST, normalize_drawing
from mnistcore.experiments.strokes import CANVAS as SIDE
from mnistcore.experiments.strokes import PEN, draw, fit
from mnistcore.segmentation import split_digits

from .handwriting import hold_out, read_uci
from .tables import percent, table
from .unipen import read_json_lines

MARGIN = 5  # pixels between the ink and the edge of the canvas, at least
PENS = (8, 20, 40)  # pixels
GAPS = (0.02, 0.05, 0.10, 0.15, 0.25)  # between the ink of two digits, relative to the height of the taller one
SIZES = 0.35  # two digits of a pair differ in size by a factor of up to exp(0.35) = 1.42
OFFSETS = 0.2  # and in height on the page by up to a fifth of the taller one


def main():
    args = arguments()
    try:
        collections = {path.name: other_half(read(path)) for path in args.strokes}
    except (OSError, ValueError) as error:
        sys.exit(str(error))
    network = load_network(args.network)
    singles, pairs, readings = {}, {}, {}
    for name, digits in collections.items():
        print(f"{name}: {len(digits)} digits", file=sys.stderr, flush=True)
        singles[name] = [percent(np.mean([is_split(digit, pen) for digit in digits])) for pen in PENS]
        found = [of_pairs(digits, gap, network, np.random.default_rng(args.seed)) for gap in GAPS]
        pairs[name], readings[name] = zip(*[map(percent, shares) for shares in found], strict=True)
    gaps = [f"gap {gap:.0%}" for gap in GAPS]
    print(table("Single digits, 200 px high, that are split, %", [f"pen {pen} px" for pen in PENS], singles))
    print("\n" + table("Pairs that are split between the two digits, %", gaps, pairs))
    print("\n" + table(f"Pairs of which {args.network} reads both digits correctly, %", gaps, readings))


def arguments():
    parser = argparse.ArgumentParser(prog="python -m training.split", description=__doc__.splitlines()[0])
    parser.add_argument("strokes", nargs="+", type=Path, metavar="STROKES", help="files of pen strokes")
    parser.add_argument("--network", default="mlp", metavar="NETWORK", help="built-in name or path (default: mlp)")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def read(path):
    """The digits of UCI's file or of JSON lines, gzipped or not: a list of Character."""
    return read_json_lines(path) if ".jsonl" in path.suffixes else read_uci(path)


def other_half(digits):
    """The digits of every other writer: those that did not serve to choose."""
    return hold_out(digits, sorted({digit.writer for digit in digits})[1::2])[1]


def is_split(digit, pen):
    """Whether a single digit, drawn on the canvas, is taken for several."""
    return len(split_digits(draw(fit(digit.strokes), pen))) > 1


def of_pairs(digits, gap, network, rng):
    """Draw each digit beside a random one by the same writer. Two shares of the pairs: split rightly, read rightly."""
    by_writer = {}
    for digit in digits:
        by_writer.setdefault(digit.writer, []).append(digit)
    split, read_right = [], []
    for left in digits:
        right = by_writer[left.writer][rng.integers(len(by_writer[left.writer]))]
        inks = [draw(strokes) for strokes in side_by_side(left.strokes, right.strokes, gap, rng)]
        parts = split_digits(np.maximum(*inks))
        split.append(are_these(parts, inks))
        if split[-1]:
            y = network.predict_proba(np.array([normalize_drawing(part) for part in parts]))
            read_right.append(y.argmax(axis=1).tolist() == [left.label, right.label])
    return np.mean(split), sum(read_right) / len(digits)


def are_these(parts, inks):
    """Whether the parts are exactly these two digits."""
    return len(parts) == 2 and all(
        np.count_nonzero(part >= FAINTEST) == np.count_nonzero(ink >= FAINTEST)
        for part, ink in zip(parts, inks, strict=True)
    )


def side_by_side(left, right, gap, rng):
    """Strokes of two digits in random sizes and at random heights, centred on the canvas: (left, right).

    They are as large as the canvas permits, or down to 60% of that. gap: the width of the empty columns between them,
    relative to the height of the taller one.
    """
    sides = [fit(left, side=0, longest=1), fit(right, side=0, longest=np.exp(rng.uniform(-SIZES, SIZES)))]
    widths, heights = np.transpose([np.ptp(np.concatenate(strokes), axis=0) for strokes in sides])  # (2,), (2,)
    tallest = max(*heights, 1e-6)  # a dot has no height
    offset = tallest * rng.uniform(-OFFSETS, OFFSETS)
    room = SIDE - 2 * MARGIN - PEN  # from the centre of one line to that of another
    scale = min((room - PEN * (1 + gap)) / (widths.sum() + gap * tallest), room / (tallest + abs(offset)))
    scale *= rng.uniform(0.6, 1)
    total = scale * widths.sum() + PEN + gap * (scale * tallest + PEN)
    x = [scale * widths[0] - total, total - scale * widths[1]]
    y = [-scale * offset, scale * offset]
    moves = SIDE / 2 + np.transpose([x, y]) / 2  # (2, 2): to the centre of each digit
    return [[points * scale + move for points in strokes] for strokes, move in zip(sides, moves, strict=True)]


if __name__ == "__main__":
    main()
