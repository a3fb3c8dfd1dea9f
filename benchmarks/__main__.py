"""Compare the forward pass of mnistcore with other engines: python -m benchmarks [--json FILE] [--picture FILE]"""

import argparse
from pathlib import Path

from mnistcore import load_network
from mnistcore.speed.accelerated import accelerate

from . import goals, tables
from .comparison import CASES, TABLES, compare, digits, ready
from .machine import described, write_json


def main():
    args = arguments()
    threads = args.threads or accelerate(load_network("mlp")).threads
    about = described("onnxruntime", "torch", "scikit-learn") | {"threads": threads}
    print(tables.heading(about))
    results = {table: {} for table in args.table}
    for name in args.network:
        count, batch_sizes = CASES[name]
        images, source = digits(count)
        engines, missing = ready(load_network(name), threads)
        print(f"\n{name}, {count:,} images ({source})", *(f"- left out: {reason}" for reason in missing), sep="\n")
        for table in args.table:
            results[table][name] = compared = compare(engines, images, batch_sizes, args.rounds, table)
            print(f"\n{name}, {table}:", tables.times(compared, table), tables.ratios(compared), sep="\n\n", flush=True)
    met = goals.checked(results)
    print("", tables.goals(met), sep="\n")
    if args.json:
        write_json(args.json, about, results=tables.as_rows(results), goals=met)
    if args.picture:
        from .chart import draw

        draw(results[args.table[0]], args.picture)


def arguments():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=11, help="turns of each engine (default: 11)")
    parser.add_argument("--threads", type=int, help="of every engine (default: the cores available)")
    parser.add_argument("--network", choices=CASES, action="append", help="only this one (default: all)")
    parser.add_argument("--table", choices=TABLES, action="append", help="only this one (default: both)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="an SVG of the first table; needs matplotlib")
    args = parser.parse_args()
    args.network, args.table = args.network or [*CASES], args.table or TABLES
    return args


if __name__ == "__main__":
    main()
