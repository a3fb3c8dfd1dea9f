"""Files known by their checksum, and where to find them on disk.

A file with the right name can still be the wrong file, and mirrors compress the same bytes differently. So what counts
is the SHA-256 of the decompressed bytes. Nothing is used before it has been compared.
"""

import gzip
import hashlib
import io
import os
import stat
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from ..errors import DatasetError, Lines, Sentence
from .idx import GZIP_MAGIC


@dataclass(frozen=True)
class KnownFile:
    """A file whose contents we know, and where to get it.

    size and sha256 are those of the decompressed bytes; urls are tried in order; without_network is advice for those
    who have no network.
    """

    name: str
    size: int
    sha256: str
    urls: tuple[str, ...]
    without_network: Sentence = Sentence("")

    def read(self, path: str | PathLike) -> bytes:
        """The bytes of this file at `path`, decompressed and checked. Raises DatasetError where they are wrong.

        The size is checked first, so that a large file takes no memory.
        """
        try:
            found = Path(path).stat()
            if not stat.S_ISREG(found.st_mode):  # opening a pipe would wait for its other end
                raise DatasetError("Cannot read {path}: expected a file, found a folder or a device.", path=path)
            if found.st_size > self.size_limit:
                raise self._wrong_size(path, f"{found.st_size:,}")
            with Path(path).open("rb") as file:
                return self.check(file.read(self.size_limit + 1), path)
        except OSError as error:
            raise DatasetError("Cannot read {path}: {reason}.", path=path, reason=error.strerror) from error

    def check(self, body: bytes, origin: object) -> bytes:
        """`body`, decompressed if necessary. Raises DatasetError, which names `origin`, if it is not this file."""
        try:
            raw = gzip.GzipFile(fileobj=io.BytesIO(body)).read(self.size + 1) if body[:2] == GZIP_MAGIC else body
        except (OSError, EOFError, zlib.error) as error:
            raise DatasetError(
                "{origin} is a damaged gzip file: {reason}.", origin=origin, reason=str(error)
            ) from error
        if len(raw) != self.size:
            raise self._wrong_size(origin, f"{len(raw):,}" if len(raw) < self.size else Sentence("more"))
        sha256 = hashlib.sha256(raw).hexdigest()
        if sha256 != self.sha256:
            raise DatasetError(
                "{origin} is not {name}: expected its SHA-256 to begin with {expected}, found {found}.",
                origin=origin,
                name=self.name,
                expected=self.sha256[:12],
                found=sha256[:12],
            )
        return raw

    @property
    def size_limit(self) -> int:
        """The most bytes that the file can have, compressed or not."""
        return self.size + self.size // 100 + 1024

    def _wrong_size(self, origin, found):
        return DatasetError(
            "{origin} is not {name}: expected {size:,} bytes, found {found}.",
            origin=origin,
            name=self.name,
            size=self.size,
            found=found,
        )


BOOK_WEIGHTS = KnownFile(
    "sample_weight.pkl",
    181_853,
    "b7f55a27988ba34c3777b0f1bbd464817c8a4db855723e6ff26f703501917a13",
    ("https://raw.githubusercontent.com/oreilly-japan/deep-learning-from-scratch/master/ch03/sample_weight.pkl",),
    Sentence(
        "To work without a network, put sample_weight.pkl into a folder and set the environment variable "
        "MNISTCORE_DATA to that folder."
    ),
)


def cache_dir() -> Path:
    """The folder for this user's downloads. It need not exist."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("mnistcore"))


def search_places(data_dir: str | PathLike | None = None) -> Iterator[Path]:
    """Yield the folders to search: data_dir, those of $MNISTCORE_DATA, the user's cache."""
    for folder in [data_dir, *os.environ.get("MNISTCORE_DATA", "").split(os.pathsep)]:
        if folder:
            yield Path(os.path.expanduser(folder))
    yield cache_dir()


def find_file(name: str, data_dir: str | PathLike | None = None) -> Path | None:
    """The path of the first file called `name` or `name`.gz in `search_places`; None if there is none.

    Goes by the name alone: nothing is read.
    """
    return next(_find_all(name, data_dir), None)


def find_book_weights() -> Path | None:
    """The path of the book's sample_weight.pkl, not compressed, in `search_places`; None if it is not there.

    Goes by the name alone: nothing is read.
    """
    return next((path for path in _find_all(BOOK_WEIGHTS.name, None) if path.suffix != ".gz"), None)


def read_known(file: KnownFile, data_dir: str | PathLike | None = None) -> bytes | None:
    """The checked bytes of the first good copy of a KnownFile in `search_places`; None if there is no copy at all.

    A damaged copy before it causes a warning. Raises DatasetError if all copies are damaged: it names each.
    """
    damage = []
    for path in _find_all(file.name, data_dir):
        try:
            raw = file.read(path)
        except DatasetError as error:
            damage.append(error)
        else:
            for problem in damage:
                warnings.warn(f"{problem} Using {path} instead.", stacklevel=2)
            return raw
    if damage:
        raise _joined([DatasetError("{problem} Replace or delete this file.", problem=problem) for problem in damage])
    return None


def _joined(errors):
    """One error for all of them, one a line."""
    return errors[0] if len(errors) == 1 else DatasetError("{errors}", errors=Lines(errors))


def _find_all(name, data_dir):
    for folder in search_places(data_dir):
        for path in (folder / name, folder / f"{name}.gz"):
            if os.path.isfile(path):
                yield path
