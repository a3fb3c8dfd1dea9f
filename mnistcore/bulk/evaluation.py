"""Evaluates a network on shards: sends their parts to an executor, adds up what comes back, keeps what is finished.

A finished shard leaves two files in the folder of results: its mistakes, as CSV, and then a record with its confusion
matrix and what it was computed from. The next evaluation takes what it finds there, so one that was interrupted goes on
with the first shard that was not finished.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..errors import MnistCoreError
from ..files.weights import load_network
from .shards import Mistakes, Shard, evaluate_part, parts

COLUMNS = ("file", "index", "label", "prediction", "probability")


@dataclass
class Summary:
    """What is known so far.

    confusion: (10, 10) counts, a row for each label and a column for each prediction; tables: the CSV files of the
    finished shards; damaged: the error of each shard that could not be evaluated.
    """

    confusion: np.ndarray = field(default_factory=lambda: np.zeros((10, 10), np.int64))
    tables: list[Path] = field(default_factory=list)
    damaged: dict[Shard, MnistCoreError] = field(default_factory=dict)

    def add(self, record: "Record", confusion: np.ndarray) -> None:
        """A shard is finished."""
        self.confusion += confusion
        self.tables = sorted([*self.tables, record.table])

    @property
    def finished(self) -> int:
        """How many shards nothing more is to be done for."""
        return len(self.tables) + len(self.damaged)

    @property
    def images(self) -> int:
        return int(self.confusion.sum())

    @property
    def accuracy(self) -> float:
        """The share of correct predictions, 0..1; nan without images."""
        return float(self.confusion.trace() / self.images) if self.images else float("nan")


def evaluate_shards(
    network: str,
    shards: Iterable[Shard],
    folder: Path,
    executor: Executor,
    in_flight: int = 8,
    on_progress: Callable[[Summary], None] = lambda summary: None,
) -> Summary:
    """Evaluate a network on all shards and return the Summary. Damaged shards are noted in it, the rest goes on.

    network: as for `load_network`; folder: for the results of each shard; in_flight: parts that are with the executor
    at any time; on_progress: called with the Summary after each shard.
    Raises WeightsError for a damaged network, OSError if the folder cannot be written to.
    """
    summary, key = Summary(), fingerprint(network)
    folder.mkdir(parents=True, exist_ok=True)
    to_do = []
    for number, shard in enumerate(shards, start=1):
        record = Record(folder, number, shard, key)
        if (confusion := record.read()) is None:
            to_do.append(record)
        else:
            summary.add(record, confusion)
    on_progress(summary)
    for record, result in _results(network, to_do, executor, in_flight):
        if isinstance(result, MnistCoreError):
            summary.damaged[record.shard] = result
        else:
            record.write(*result)
            summary.add(record, result[0])
        on_progress(summary)
    return summary


def fingerprint(network: str) -> str:
    """A hash of a network's weights: results of one network are never taken for those of another."""
    digest = hashlib.sha256()
    for layer in load_network(network).layers:
        if hasattr(layer, "W"):
            digest.update(layer.W.tobytes() + layer.b.tobytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Record:
    """The files in which a shard's results are kept."""

    folder: Path
    number: int
    shard: Shard
    network: str

    def read(self) -> np.ndarray | None:
        """The confusion matrix of a finished shard; None if it isn't finished, or the network or a file has changed."""
        try:
            kept = json.loads(self._path(".json").read_text(encoding="utf-8"))
            confusion = np.array(kept.pop("confusion"), np.int64)
            return confusion if kept == self._origin() and self.table.exists() else None
        except (OSError, ValueError, KeyError, AttributeError):
            return None

    def write(self, confusion: np.ndarray, mistakes: Mistakes) -> None:
        """Keep the results of this shard: the mistakes first, so that whoever finds the record finds them too."""
        rows = zip(mistakes.index, mistakes.label, mistakes.prediction, mistakes.probability, strict=True)
        with _replaced(self.table) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows((self.shard.images, i, t, p, f"{y:.4f}") for i, t, p, y in rows)
        with _replaced(self._path(".json")) as file:
            json.dump(self._origin() | {"confusion": confusion.tolist()}, file)

    @property
    def table(self) -> Path:
        """The CSV of the mistakes."""
        return self._path(".csv")

    def _path(self, suffix):
        return self.folder / f"{self.number:05}-{Path(self.shard.images).name}{suffix}"

    def _origin(self):
        """What the results depend on: the network, and the two files as they are now."""
        states = [Path(path).stat() for path in (self.shard.images, self.shard.labels)]
        files = [[state.st_size, state.st_mtime_ns] for state in states]
        return {"network": self.network, "images": self.shard.images, "labels": self.shard.labels, "files": files}


@contextmanager
def _replaced(path):
    """A file to write, which takes the place of `path` when it is complete."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        yield file
    part.replace(path)


def _results(network, records, executor, in_flight):
    """Each record with the confusion matrix and the mistakes of its shard, or with its error, as they get ready."""
    waiting = {}  # future: (record, number of the part)
    unfinished = {}  # record: the results of its parts, None for those to come
    tasks = _tasks(records)
    while True:
        while len(waiting) < in_flight and (task := next(tasks, None)):
            record, plan, number = task
            if isinstance(plan, MnistCoreError):
                yield record, plan
                continue
            unfinished.setdefault(record, [None] * len(plan))
            waiting[executor.submit(evaluate_part, network, record.shard, *plan[number])] = record, number
        if not waiting:
            return
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            record, number = waiting.pop(future)
            if record not in unfinished:
                continue  # another part of this shard was damaged
            try:
                unfinished[record][number] = future.result()
            except MnistCoreError as error:
                del unfinished[record]
                yield record, error
                continue
            if all(part is not None for part in unfinished[record]):
                yield record, _added(unfinished.pop(record))


def _tasks(records):
    """Each part of each record: (record, where to cut its shard, number of the part); or (record, error, 0)."""
    for record in records:
        try:
            plan = parts(record.shard)
        except MnistCoreError as error:
            yield record, error, 0
        else:
            yield from ((record, plan, number) for number in range(len(plan)))


def _added(results):
    """The confusion matrix and the mistakes of all parts of a shard."""
    confusions, mistakes = zip(*results, strict=True)
    columns = [(m.index, m.label, m.prediction, m.probability) for m in mistakes]
    return sum(confusions), Mistakes(*map(np.concatenate, zip(*columns, strict=True)))
