"""How long many workers take for many images, by a model of three lower bounds: python -m benchmarks.scale

    seconds = max(images * c / workers, images * 784 bytes / storage, parts * d)

c is the processor time of one image, from a file that benchmarks.bulk has written; storage is the rate at which all
workers together can read; d is the time that the one scheduler spends on a part of 10,000 images.
"""

import argparse
import json
import statistics
from pathlib import Path

from mnistcore.bulk.shards import PART

from .tables import markdown, number

BYTES = 784  # of an image
WORKERS = 1, 2, 4, 10, 30, 100, 300, 1000
BOUNDS = "computing", "reading", "scheduling"


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__.splitlines()[0])
    parser.add_argument("--bulk", type=Path, default=Path("docs/bulk.json"), metavar="FILE")
    parser.add_argument("--images", type=float, default=1e8, help="(default: 1e8)")
    parser.add_argument("--storage", type=float, default=1e9, help="bytes a second (default: 1e9)")
    parser.add_argument("--part", type=float, default=0.0016, help="seconds of the scheduler a part (default: 0.0016)")
    args = parser.parse_args()
    costs = seconds_an_image(json.loads(args.bulk.read_text())["results"])
    for name, c in costs.items():
        print(f"{name}: {number(1e6 * c)} microseconds an image, {number(1e-6 / c)} million images a second a core,")
        print(f"  so {number(args.storage * c / BYTES)} workers read as fast as the storage gives.")
    heads = ["Workers", *(f"{name}, seconds (bound)" for name in costs)]
    print(markdown(heads, [[f"{workers:,}", *cells(costs.values(), workers, args)] for workers in WORKERS]))


def seconds_an_image(results):
    """The median processor time of one image in one worker, by network."""
    return {
        name: statistics.median(processor for processor, _ in row["ways"]["1 worker"]) / row["images"]
        for name, row in results.items()
    }


def bounds(images, workers, c, storage, part):
    """The seconds that each of BOUNDS sets as a minimum."""
    return images * c / workers, images * BYTES / storage, images / PART * part


def cells(costs, workers, args):
    for c in costs:
        found = dict(zip(BOUNDS, bounds(args.images, workers, c, args.storage, args.part), strict=True))
        largest = max(found, key=found.get)
        yield f"{number(found[largest])} ({largest})"


if __name__ == "__main__":
    main()
