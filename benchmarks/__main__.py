"""Time the forward pass of mnistcore beside other engines: python -m benchmarks [--json FILE]

All engines get the same weights, the same stored uint8 images and the same number of threads. They take turns within
one run, so that a disturbance falls on all of them alike, and what counts is the ratio of their medians.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from mnistcore import load_mnist, load_network, timing

from .engines import ENGINES

CASES = {"mlp": (4000, (1, 10, 100, 250, 1000, 4000)), "cnn": (500, (1, 10, 100, 250, 500))}  # images, batch sizes


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    machine = timing.describe_machine()
    print(f"{machine.processor}, {args.threads} threads, {machine.blas}, NumPy {machine.numpy}\n")
    with threadpool_limits(args.threads):
        results = [row for name in CASES for row in compare(name, args.repeats, args.threads)]
    print_table(results)
    if args.json:
        args.json.write_text(
            json.dumps({"machine": vars(machine), "threads": args.threads, "results": results}, indent=1)
        )


def compare(name, repeats, threads):
    """One network: a row for each batch size, with every engine's seconds."""
    count, batch_sizes = CASES[name]
    images = load_mnist(source="sample", normalize=False)[1][0][:count]
    engines = ready(load_network(name), images[:100], threads)
    for batch_size in batch_sizes:
        seconds = {engine: [] for engine in engines}
        for turn in range(repeats + 1):
            for engine, predict_proba in engines.items():
                start = time.perf_counter()
                predict_proba(images, batch_size)
                if turn:  # the first is a warm-up
                    seconds[engine].append(time.perf_counter() - start)
        yield {"network": name, "images": count, "batch_size": batch_size, "seconds": seconds}


def ready(network, images, threads):
    """The engines that are installed, checked to give mnistcore's probabilities."""
    engines = {}
    for name, make in ENGINES.items():
        try:
            engines[name] = make(network)
        except ImportError as error:
            print(f"{name} is left out: {error}.")
            continue
        if name == "PyTorch":
            import torch

            torch.set_num_threads(threads)
        np.testing.assert_allclose(engines[name](images, 100), network.predict_proba(images), atol=1e-5)
    return engines


def print_table(results):
    print("| network | images | batch size | engine | milliseconds: median (fastest to slowest) | mnistcore's / this |")
    print("|---|---|---|---|---|---|")
    for row in results:
        ours = np.median(row["seconds"]["mnistcore"])
        for engine, seconds in row["seconds"].items():
            ms = 1000 * np.array(seconds)
            print(
                f"| {row['network']} | {row['images']:,} | {row['batch_size']:,} | {engine} "
                f"| {np.median(ms):.1f} ({ms.min():.1f} to {ms.max():.1f}) | {ours / np.median(seconds):.2f} |"
            )


if __name__ == "__main__":
    main()
