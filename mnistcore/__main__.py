"""The package's command line: `python -m mnistcore evaluate --help`."""

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from .bulk.evaluation import COLUMNS, Summary, evaluate_shards
from .bulk.shards import find_shards
from .errors import EngineMissingError, MnistCoreError

EVALUATE = """Evaluate a network on any number of images.

IMAGES and LABELS are a file each, or a folder or a quoted pattern for many. Formats: IDX and .npy, plain or packed
(.gz, .npz). Finished files are kept in the folder of results, so the same command continues after an interruption."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line. Exits with a message, and status 1, if something could not be evaluated."""
    parser = argparse.ArgumentParser(prog="python -m mnistcore")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "evaluate",
        help="a network on any number of images",
        description=EVALUATE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("images", metavar="IMAGES", help="(N, 784) or (N, 28, 28), integers 0..255 or floats 0..1")
    command.add_argument("labels", metavar="LABELS", help="(N,) integers 0..9, or (N, 10) one-hot")
    command.add_argument("--network", default="mlp", metavar="NAME", help="a built-in network or a weights file (mlp)")
    command.add_argument("--out", type=Path, default=Path("evaluation"), metavar="FOLDER", help="results (evaluation)")
    where = command.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, metavar="N", help="threads to use (one for each core)")
    where.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster, such as tcp://host:8786")
    try:
        evaluate(parser.parse_args(arguments))
    except MnistCoreError as error:
        sys.exit(f"Error: {error}")
    except KeyboardInterrupt:
        sys.exit("Interrupted. The same command continues after the last finished file.")


def evaluate(args: argparse.Namespace) -> None:
    """The command `evaluate`: a bar while it works, then accuracy, confusion matrix, and where the mistakes are."""
    shards = find_shards(args.images, args.labels)
    with workers(args) as (executor, count), tqdm(total=len(shards), unit="file", disable=None) as bar:

        def show(summary: Summary) -> None:
            bar.set_postfix(images=f"{summary.images:,}", accuracy=f"{summary.accuracy:.4f}", refresh=False)
            bar.update(summary.finished - bar.n)

        summary = evaluate_shards(args.network, shards, args.out, executor, 2 * count, show)
    mistakes = args.out / "mistakes.csv"
    gather(summary.tables, mistakes)
    print(report(summary), f"Mistakes: {mistakes}", sep="\n")
    if summary.damaged:
        lines = "\n".join(f"- {error}" for error in summary.damaged.values())
        sys.exit(f"\n{len(summary.damaged)} of {len(shards)} files could not be evaluated:\n{lines}")


@contextmanager
def workers(args: argparse.Namespace) -> Iterator[tuple[Executor, int]]:
    """Whoever does the work, and how many they are: threads, since NumPy lets them run side by side, or a cluster."""
    if args.scheduler:
        with cluster(args.scheduler) as client:
            yield client.get_executor(pure=False), sum(client.nthreads().values()) or 1
    else:
        count = args.workers or os.cpu_count() or 1
        with ThreadPoolExecutor(count) as executor:
            yield executor, count


def cluster(address: str) -> Any:
    """A client of the Dask cluster at this address. Raises MnistCoreError if there is none, or Dask isn't installed."""
    try:
        from distributed import Client
    except ImportError:
        raise EngineMissingError('A scheduler needs Dask: pip install ".[cluster]"') from None
    try:
        return Client(address, timeout=5)
    except (OSError, ValueError) as error:
        raise MnistCoreError(
            "Cannot reach the scheduler {address}: {reason}", address=address, reason=str(error)
        ) from error


def gather(tables: list[Path], path: Path) -> None:
    """Write the mistakes of all files into one."""
    with path.open("wb") as file:
        file.write((",".join(COLUMNS) + "\n").encode())
        for table in tables:
            with table.open("rb") as mistakes:
                next(mistakes)
                file.writelines(mistakes)


def report(summary: Summary) -> str:
    """Accuracy and confusion matrix as text."""
    if not summary.images:
        return "No images were evaluated."
    right = int(summary.confusion.trace())
    head = f"Accuracy: {summary.accuracy:.4%} ({right:,} of {summary.images:,})"
    width = 2 + max(map(len, map(str, summary.confusion.max(axis=0))))
    lines = [f"{label} |" + "".join(f"{n:>{width}}" for n in row) for label, row in enumerate(summary.confusion)]
    top = "   " + "".join(f"{k:>{width}}" for k in range(10))
    return "\n".join([head, "", "A row for each label, a column for each prediction:", top, *lines, ""])


if __name__ == "__main__":
    main()
