"""Files that are known by their checksum: where they may lie on disk, and how they come here from the web.

A file with the right name may still be the wrong file, and mirrors pack the same bytes differently. So what counts is
the SHA-256 of the bytes after unpacking, checked whenever a file is read and before a download is kept.
"""

import gzip
import hashlib
import io
import os
import threading
import uuid
import warnings
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import DatasetError, DownloadError, MnistCoreError
from .idx import GZIP_MAGIC

TIMEOUT = 10  # seconds that a mirror may be silent
TIME_LIMIT = 300  # seconds that a mirror may take for one file
CHUNK = 1 << 14  # bytes between two steps of a progress bar


@dataclass(frozen=True)
class KnownFile:
    """A file of which we know what must be in it, and who has it.

    size and sha256 are those of the unpacked bytes; urls are tried in order; without_network says how to do without.
    """

    name: str
    size: int
    sha256: str
    urls: tuple[str, ...]
    without_network: str = ""

    def read(self, path):
        """The bytes of this file at `path`, unpacked and checked. Raises DatasetError where they are not right."""
        try:
            with Path(path).open("rb") as file:
                return self.check(file.read(self.size_limit + 1), path)
        except OSError as error:
            raise DatasetError(f"{path} cannot be read: {error.strerror}.") from error

    def check(self, body, origin):
        """`body`, unpacked if it is packed, if it then is this file; else DatasetError, which names its origin."""
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
    def size_limit(self):
        """More bytes than this no packing of the file needs."""
        return self.size + self.size // 100 + 1024


BOOK_WEIGHTS = KnownFile(
    "sample_weight.pkl",
    181_853,
    "b7f55a27988ba34c3777b0f1bbd464817c8a4db855723e6ff26f703501917a13",
    ("https://raw.githubusercontent.com/oreilly-japan/deep-learning-from-scratch/master/ch03/sample_weight.pkl",),
    "To go on without a network, put sample_weight.pkl into a folder and set the environment variable MNISTCORE_DATA "
    "to that folder.",
)


def download_book_weights(progress=True):
    """Download the trained weights of the book's chapter 3 into the cache, and return their path.

    progress as for `fetch`. Raises DownloadError.
    """
    return fetch(BOOK_WEIGHTS, cache_dir(), progress)


def cache_dir():
    """The folder in which this user's downloads are kept. It need not exist."""
    import pooch

    return pooch.os_cache("mnistcore")


def search_places(data_dir=None):
    """Yield the folders in which files are looked for: data_dir, those of $MNISTCORE_DATA, the user's cache."""
    for folder in [data_dir, *os.environ.get("MNISTCORE_DATA", "").split(os.pathsep)]:
        if folder:
            yield Path(os.path.expanduser(folder))
    yield cache_dir()


def find_file(name, data_dir=None):
    """The path of the first file called `name`, or `name`.gz, in the places searched; None where there is none.

    Goes by the name alone: nothing is read.
    """
    return next(_find_all(name, data_dir), None)


def obtain(file, data_dir=None, progress=True):
    """The checked bytes of a KnownFile: from the first place that has it, otherwise downloaded into the cache.

    A damaged file is reported with a warning and not used: in the cache a new download replaces it, in a folder of
    the user's it stays as it is. progress as for `fetch`. Raises DownloadError.
    """
    for path in _find_all(file.name, data_dir):
        try:
            return file.read(path)
        except DatasetError as error:
            ours = path.parent == cache_dir()
            remedy = "A new copy is downloaded." if ours else "It is left as it is and not used."
            warnings.warn(f"{error} {remedy}", stacklevel=2)
    return file.read(fetch(file, cache_dir(), progress))


def fetch(file, folder, progress=True, timeout=TIMEOUT, time_limit=TIME_LIMIT):
    """Download a KnownFile into `folder` from the first mirror that delivers it, and return its path.

    Whatever goes wrong with a mirror, the next one is asked. The file is kept unpacked; it gets its name only when it
    is complete and checked, so any number of processes may do this at once.

    progress: True for a bar on stderr, False for none, or an object like a tqdm bar (total, update, reset, close).
    timeout: seconds that a mirror may be silent; time_limit: seconds that it may take in all.
    Raises DownloadError, with what every mirror did, or where `folder` cannot be written to.
    """
    path = Path(folder) / file.name
    attempts = []
    with _temporary_file(path, file) as temporary:
        for url in file.urls:
            try:
                raw = file.check(_get(url, file.size_limit, progress, timeout, time_limit), "what it sent")
            except Exception as error:  # whatever it is, the next mirror may do better
                attempts.append(f"- {url}: {_reason(error)}")
            else:
                temporary.write_bytes(raw)
                os.replace(temporary, path)
                return path
    raise DownloadError("\n".join([f"{file.name} could not be downloaded.", *attempts, file.without_network]))


def _find_all(name, data_dir):
    for folder in search_places(data_dir):
        for path in (folder / name, folder / f"{name}.gz"):
            if os.path.isfile(path):
                yield path


@contextmanager
def _temporary_file(path, file):
    """An empty file beside `path`, of a name that nobody else uses; gone at the end."""
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
    """Takes what a mirror sends, up to a limit."""

    def __init__(self, limit):
        super().__init__()
        self.limit = limit

    def write(self, chunk):
        if self.tell() + len(chunk) > self.limit:
            raise DatasetError(f"it sends more than the {self.limit:,} bytes that this file may have.")
        return super().write(chunk)


def _get(url, size_limit, progress, timeout, time_limit):
    """The bytes that `url` answers with. The watchdog hangs up on a mirror that never quite falls silent."""
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
    """What went wrong, in one line: of a failed connection only the cause, not what requests wraps around it."""
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return str(error) if isinstance(error, MnistCoreError) else f"{type(error).__name__}: {cause or error}"
