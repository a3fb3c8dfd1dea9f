"""Files known by their checksum: where to find them on disk, and how to download them.

A file with the right name can still be the wrong file, and mirrors compress the same bytes differently. So what counts
is the SHA-256 of the decompressed bytes. It is checked whenever a file is read, and before a download is kept.
"""

import gzip
import hashlib
import io
import os
import threading
import uuid
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from ..errors import DatasetError, DownloadError, MnistCoreError
from .idx import GZIP_MAGIC

TIMEOUT = 10  # seconds without an answer from a mirror
TIME_LIMIT = 300  # seconds for one file from one mirror
CHUNK = 1 << 14  # bytes between two updates of a progress bar
Progress = bool | Any  # or an object like a tqdm bar


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
    without_network: str = ""

    def read(self, path: str | PathLike) -> bytes:
        """The bytes of this file at `path`, decompressed and checked. Raises DatasetError where they are wrong."""
        try:
            with Path(path).open("rb") as file:
                return self.check(file.read(self.size_limit + 1), path)
        except OSError as error:
            raise DatasetError(f"Cannot read {path}: {error.strerror}.") from error

    def check(self, body: bytes, origin: object) -> bytes:
        """`body`, decompressed if necessary. Raises DatasetError, which names `origin`, if it is not this file."""
        try:
            raw = gzip.GzipFile(fileobj=io.BytesIO(body)).read(self.size + 1) if body[:2] == GZIP_MAGIC else body
        except (OSError, EOFError, zlib.error) as error:
            raise DatasetError(f"{origin} is a damaged gzip file: {error}.") from error
        if len(raw) != self.size:
            found = f"{len(raw):,}" if len(raw) < self.size else "more"
            raise DatasetError(f"{origin} is not {self.name}: expected {self.size:,} bytes, found {found}.")
        sha256 = hashlib.sha256(raw).hexdigest()
        if sha256 != self.sha256:
            raise DatasetError(f"{origin} is not {self.name}: expected SHA-256 {self.sha256}, found {sha256}.")
        return raw

    @property
    def size_limit(self) -> int:
        """The most bytes that the file can have, compressed or not."""
        return self.size + self.size // 100 + 1024


BOOK_WEIGHTS = KnownFile(
    "sample_weight.pkl",
    181_853,
    "b7f55a27988ba34c3777b0f1bbd464817c8a4db855723e6ff26f703501917a13",
    ("https://raw.githubusercontent.com/oreilly-japan/deep-learning-from-scratch/master/ch03/sample_weight.pkl",),
    "To work without a network, put sample_weight.pkl into a folder and set the environment variable MNISTCORE_DATA to "
    "that folder.",
)


def download_book_weights(progress: Progress = True) -> Path:
    """Download the book's trained weights (chapter 3) into the cache and return their path.

    progress: as for `fetch`. Raises DownloadError.
    """
    return fetch(BOOK_WEIGHTS, cache_dir(), progress)


def cache_dir() -> Path:
    """The folder for this user's downloads. It need not exist."""
    import pooch

    return pooch.os_cache("mnistcore")


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


def obtain(file: KnownFile, data_dir: str | PathLike | None = None, progress: Progress = True) -> bytes:
    """The checked bytes of a KnownFile: from the first folder that has it, otherwise downloaded into the cache.

    A damaged file causes a warning and is not used. In the cache it is replaced by a new download; elsewhere it is left
    unchanged. progress: as for `fetch`. Raises DownloadError.
    """
    for path in _find_all(file.name, data_dir):
        try:
            return file.read(path)
        except DatasetError as error:
            ours = path.parent == cache_dir()
            remedy = "Downloading a new copy." if ours else "The file is ignored."
            warnings.warn(f"{error} {remedy}", stacklevel=2)
    return file.read(fetch(file, cache_dir(), progress))


def fetch(
    file: KnownFile,
    folder: str | PathLike,
    progress: Progress = True,
    timeout: float = TIMEOUT,
    time_limit: float = TIME_LIMIT,
) -> Path:
    """Download a KnownFile into `folder` from the first mirror that delivers it, and return its path.

    Whatever goes wrong with one mirror, the next is tried. The file is stored decompressed and gets its name only once
    it is complete and checked, so several processes can do this at the same time.

    progress: True for a bar on stderr, False for none, or an object like a tqdm bar (total, update, reset, close).
    timeout: seconds without an answer from a mirror; time_limit: seconds for the whole file.
    Raises DownloadError, which says what each mirror did, or that `folder` cannot be written to.
    """
    path = Path(folder) / file.name
    attempts = []
    with _temporary_file(path, file) as temporary:
        for url in file.urls:
            try:
                raw = file.check(_get(url, file.size_limit, progress, timeout, time_limit), "The response")
            except Exception as error:  # whatever it is, the next mirror may work
                attempts.append(f"- {url}: {_reason(error)}")
            else:
                temporary.write_bytes(raw)
                os.replace(temporary, path)
                return path
    raise DownloadError("\n".join([f"Could not download {file.name}.", *attempts, file.without_network]))


def _find_all(name, data_dir):
    for folder in search_places(data_dir):
        for path in (folder / name, folder / f"{name}.gz"):
            if os.path.isfile(path):
                yield path


@contextmanager
def _temporary_file(path, file):
    """An empty file beside `path` with a unique name; deleted at the end."""
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch()
        yield temporary
    except OSError as error:
        raise DownloadError(f"Cannot write {path}: {error.strerror}. {file.without_network}") from error
    finally:
        with suppress(OSError):
            temporary.unlink()


class _Bounded(io.BytesIO):
    """Collects what a mirror sends, up to a limit."""

    def __init__(self, limit):
        super().__init__()
        self.limit = limit

    def write(self, chunk):
        if self.tell() + len(chunk) > self.limit:
            raise DatasetError(f"The answer is longer than the {self.limit:,} bytes that this file can have.")
        return super().write(chunk)


def _get(url, size_limit, progress, timeout, time_limit):
    """The bytes at `url`. The watchdog closes the connection after time_limit seconds, even if data still arrive."""
    import pooch

    body, responses = _Bounded(size_limit), []
    watchdog = threading.Timer(time_limit, lambda: [response.raw.shutdown() for response in responses[-1:]])
    hooks = {"response": lambda response, **_: responses.append(response)}
    watchdog.daemon = True
    watchdog.start()
    try:
        pooch.HTTPDownloader(progress, CHUNK, timeout=timeout, hooks=hooks)(url, body, None)
    finally:
        watchdog.cancel()
        for response in responses:
            response.close()
    return body.getvalue()


def _reason(error):
    """What went wrong, in one line: of a failed connection only the cause, without the exceptions around it."""
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return str(error) if isinstance(error, MnistCoreError) else f"{type(error).__name__}: {cause or error}"
