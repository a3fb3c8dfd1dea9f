"""Time per image and memory, for a thousand to ten million images in a file: python -m benchmarks.stream

The images are in an IDX file that is mapped into memory, never loaded. The accelerated pass takes them in parts and
counts the predictions of one part before the next, so memory need not grow with the number of images.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from mnistcore import load_network
from mnistcore.files import idx
from mnistcore.speed.accelerated import accelerate

from .comparison import digits
from .machine import described, write_json
from .tables import heading, markdown, number, spread

PART, BATCH_SIZE = 10_000, 1000  # images
SPARE = 2**30  # bytes of disk space to leave free
WATCH = 0.01  # seconds between two readings of the memory


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stream", description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=10_000_000, help="in the file (default: 10,000,000)")
    parser.add_argument("--passes", type=int, default=5, help="minimum for each number of images (default: 5)")
    parser.add_argument("--folder", type=Path, help="for the file: 784 bytes per image, deleted at the end")
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        free, needed = shutil.disk_usage(folder).free, 784 * args.images + SPARE
        if free < needed:
            sys.exit(
                f"Expected {needed / 1e9:.1f} GB of disk space, found {free / 1e9:.1f} GB in {Path(folder).parent}. "
                "Choose fewer --images or another --folder."
            )
        path = Path(folder, "digits-idx2-ubyte")
        write_digits(path, args.images)
        network = accelerate(load_network("mlp"))
        about = described() | {"threads": network.threads}
        print(heading(about), f"mlp, memory-mapped file, batches of {BATCH_SIZE:,}\n", sep="\n")
        results = [measure(network, path, count, args.passes) for count in counts(args.images)]
    print(as_markdown(results), verdict(results), sep="\n\n")
    if args.json:
        write_json(args.json, about, results=results)


def counts(largest):
    """1,000, 10,000 and so on, and `largest`."""
    powers = [10**power for power in range(3, 10)]
    return [count for count in powers if count < largest] + [largest]


def write_digits(path, count):
    """Write an IDX file of `count` digits, (count, 784), part by part."""
    images, _ = digits(min(count, PART))
    with path.open("wb") as file:
        file.write(idx.header((count, 784)))
        for start in range(0, count, len(images)):
            file.write(images[: count - start].data)


def measure(network, path, count, passes):
    """Seconds of each pass over `count` images, and the maximum of the process's own memory, in megabytes."""
    passes = max(passes, 200_000 // count)
    one_pass(network, path, count)
    with watched_memory() as megabytes:
        seconds = [one_pass(network, path, count) for _ in range(passes)]
    return {"images": count, "seconds": seconds, "megabytes": max(megabytes, default=None)}


def one_pass(network, path, count):
    """Seconds from opening the file until the predictions for its first `count` images are counted."""
    start = time.perf_counter()
    images, class_counts = idx.read_idx(path, mmap=True), np.zeros(10, int)
    for first in range(0, count, PART):
        part = images[first : min(first + PART, count)]
        class_counts += np.bincount(network.predict(part, BATCH_SIZE), minlength=10)
    return time.perf_counter() - start


class watched_memory:
    """Within the with block, read the memory every WATCH seconds: a list of megabytes, empty without Linux."""

    def __enter__(self):
        self.seen, self.over = [], threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self.seen

    def watch(self):
        while True:
            if (megabytes := anonymous_megabytes()) is not None:
                self.seen.append(megabytes)
            if self.over.wait(WATCH):
                return

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def anonymous_megabytes():
    """Memory of this process that does not belong to a file (RssAnon of Linux). None on other systems."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("RssAnon")), None)


def as_markdown(results):
    heads = ["Images", "Seconds", "Microseconds per image, median (fastest to slowest)", "Own memory, MB"]
    rows = []
    for row in results:
        each = spread(1e6 * s / row["images"] for s in row["seconds"])
        memory = "unknown" if row["megabytes"] is None else f"{row['megabytes']:.0f}"
        rows.append([f"{row['images']:,}", number(statistics.median(row["seconds"])), each, memory])
    return markdown(heads, rows)


def verdict(results):
    each = [statistics.median(row["seconds"]) / row["images"] for row in results]
    return f"The slowest row takes {max(each) / min(each):.2f} times as long per image as the fastest."


if __name__ == "__main__":
    main()
