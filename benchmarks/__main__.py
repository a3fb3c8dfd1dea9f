"""Compare the forward pass of mnistcore with other engines: python -m benchmarks [--json FILE] [--picture FILE]"""

import argparse
from pathlib import Path

from mnistcore import load_network
from mnistcore.speed.accelerated import accelerate

from . import goals, tables
from .comparison import CASES, compare, digits, ready
from .machine import described, write_json


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=11, help="turns of each engine (default: 11)")
    parser.add_argument("--threads", type=int, help="of every engine (default: the cores available)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="an SVG; needs matplotlib")
    args = parser.parse_args()
    threads = args.threads or accelerate(load_network("mlp")).threads
    about = described("onnxruntime", "torch", "scikit-learn") | {"threads": threads}
    print(tables.heading(about))
    results = {}
    for name, (count, batch_sizes) in CASES.items():
        images, source = digits(count)
        engines, missing = ready(load_network(name), threads)
        print(f"\n{name}, {count:,} images ({source})", *(f"- left out: {reason}" for reason in missing), sep="\n")
        results[name] = compare(engines, images, batch_sizes, args.rounds)
        print("", tables.milliseconds(results[name]), "", tables.ratios(results[name]), sep="\n")
    met = goals.checked(results)
    print("", tables.goals(met), sep="\n")
    if args.json:
        write_json(args.json, about, results=tables.as_rows(results), goals=met)
    if args.picture:
        from .chart import draw

        draw(results, args.picture)


if __name__ == "__main__":
    main()
