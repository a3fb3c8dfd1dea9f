"""Bulk evaluation beside a plain loop, processor and wall time: python -m benchmarks.bulk

The plain loop maps the same files, runs the same accelerated pass on one thread, and keeps nothing. All ways take
turns; each turn's times are divided by those of the loop in the same turn.
"""

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from mnistcore import find_mnist, load_mnist, load_network
from mnistcore.bulk.evaluation import evaluate_shards
from mnistcore.bulk.shards import BATCH_SIZE, PART, find_shards
from mnistcore.evaluation import compare
from mnistcore.files import idx
from mnistcore.speed.accelerated import accelerate

from .machine import described, write_json
from .tables import heading, markdown, quartiles, spread

IMAGES = {"mlp": 400_000, "cnn": 20_000}
SHARD = {"mlp": 100_000, "cnn": 10_000}  # images in a file
LOOP = "plain loop"


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=7, help="of all ways (default: 7)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], metavar="N", help="(default: 1 2)")
    parser.add_argument("--scale", type=float, default=1.0, help="of the number of images (default: 1)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    about, results = described() | {"threads": max(args.workers)}, {}
    print(heading(about))
    for network, count in IMAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            size = SHARD[network]
            count = write_shards(Path(folder), size, max(1, round(count * args.scale / size)))
            results[network] = {"images": count, "ways": measure(network, Path(folder), args.workers, args.turns)}
        print(f"\n{network}, {count:,} images in files of {size:,}\n", as_markdown(results[network]), sep="\n")
    if args.json:
        write_json(args.json, about, results=results)


def write_shards(folder, size, shards):
    """Write so many IDX files, of `size` images each, and of their labels. Returns how many images they hold."""
    source = "sample" if find_mnist() is None else "mnist"
    _, (x, t) = load_mnist(normalize=False, source=source)
    for kind, array in (("images", x), ("labels", t)):
        (folder / kind).mkdir()
        for number in range(shards):
            idx.write_idx(folder / kind / f"{number:04}.idx", np.resize(array, (size, *array.shape[1:])))
    return shards * size


def measure(network, folder, workers, turns):
    """(processor seconds, wall seconds) of each turn, by way."""
    shards = find_shards(str(folder / "images"), str(folder / "labels"))
    ways = {LOOP: lambda: plain_loop(network, shards)}
    for count in workers:
        ways[f"{count} worker{'s' if count > 1 else ''}"] = lambda count=count: in_bulk(network, shards, count)
    for way in ways.values():
        way()  # reads the files into the system's cache
    seconds = {name: [] for name in ways}
    for _ in range(turns):
        for name, way in ways.items():
            seconds[name].append(timed(way))
    return seconds


def timed(way):
    wall, cpu = time.perf_counter(), time.process_time()
    way()
    return time.process_time() - cpu, time.perf_counter() - wall


def plain_loop(network, shards):
    network = accelerate(load_network(network), threads=1)
    confusion = np.zeros((10, 10), np.int64)
    for shard in shards:
        images, labels = (idx.read_idx(path, mmap=True) for path in (shard.images, shard.labels))
        for start in range(0, len(images), PART):
            part = slice(start, start + PART)
            confusion += compare(network.predict_proba(images[part], BATCH_SIZE), labels[part]).confusion
    return confusion


def in_bulk(network, shards, workers):
    with tempfile.TemporaryDirectory() as results, ThreadPoolExecutor(workers) as executor:
        return evaluate_shards(network, shards, Path(results), executor, 2 * workers).confusion


def as_markdown(result):
    loop = result["ways"][LOOP]
    rows = []
    for name, seconds in result["ways"].items():
        cells = [name]
        for column in (0, 1):
            values = [turn[column] for turn in seconds]
            ratios = [value / base[column] for value, base in zip(values, loop, strict=True)]
            cells += [spread(values), quartiles(ratios)]
        rows.append(cells)
    heads = ["", "Processor, s", "to the loop's", "Wall, s", "to the loop's"]
    return markdown(heads, rows)


if __name__ == "__main__":
    main()
