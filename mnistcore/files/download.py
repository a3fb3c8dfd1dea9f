"""Downloads of files known by their checksum, from mirrors that can fail in any way."""

import os
import time
import uuid
import warnings
from collections.abc import Callable
from contextlib import suppress
from os import PathLike
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from ..errors import DatasetError, DownloadError, Lines, MnistCoreError, Sentence
from .known_files import BOOK_WEIGHTS, KnownFile, cache_dir, read_known

TIMEOUT = 10  # seconds without an answer from a mirror
TIME_LIMIT = 300  # seconds for one file from one mirror
Progress = bool | Any  # or an object like a tqdm bar


def download_book_weights(progress: Progress = True) -> Path:
    """Download the book's trained weights (chapter 3) into the cache and return their path.

    progress: as for `fetch`. Raises DownloadError.
    """
    return fetch(BOOK_WEIGHTS, cache_dir(), progress)


def obtain(
    file: KnownFile, data_dir: str | PathLike | None = None, progress: Progress = True, download: bool = True
) -> bytes:
    """The checked bytes of a KnownFile: from the first folder with a good copy, otherwise downloaded into the cache.

    Damaged copies cause a warning and are not used; in the cache, the download replaces them. progress: as for `fetch`.
    Raises DownloadError; with download=False, DatasetError, which names the damaged copies.
    """
    try:
        raw = read_known(file, data_dir)
    except DatasetError as error:
        if not download:
            raise
        warnings.warn(f"{error} Downloading a new copy.", stacklevel=2)
        raw = None
    if raw is None and not download:
        raise DatasetError(
            "Expected {name} on this computer, found none. {remedy}", name=file.name, remedy=file.without_network
        )
    return file.read(fetch(file, cache_dir(), progress)) if raw is None else raw


def fetch(
    file: KnownFile,
    folder: str | PathLike,
    progress: Progress = True,
    timeout: float = TIMEOUT,
    time_limit: float = TIME_LIMIT,
    pause: Callable[[float], None] = time.sleep,
) -> Path:
    """Download a KnownFile into `folder` from the first mirror that delivers it, and return its path.

    Whatever goes wrong with one mirror, the next is tried. The file is stored decompressed and gets its name only once
    it is complete and checked, so several processes can do this at the same time.

    progress: True for a bar on stderr, False for none, or an object like a tqdm bar (total, update, reset, close).
    timeout: seconds without an answer from a mirror; time_limit: seconds for the whole file; pause: called with the
    seconds to wait before a busy mirror is asked again.
    Raises DownloadError, which says what each mirror did, or that `folder` cannot be written to.
    """
    path = Path(folder) / file.name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _delete_old_parts(path.parent)
        with TemporaryFile(dir=path.parent):
            pass  # the folder can be written to
        _store(_from_first_mirror(file, progress, timeout, time_limit, pause), path)
    except OSError as error:
        raise DownloadError(
            "Cannot write {path}: {reason}. {remedy}", path=path, reason=error.strerror, remedy=file.without_network
        ) from error
    return path


def _from_first_mirror(file, progress, timeout, time_limit, pause):
    from . import http_get  # loads requests, which takes a while

    attempts = []
    for url in file.urls:
        try:
            body = http_get.get(url, file.size_limit, time_limit, timeout, progress, pause)
            return file.check(body, Sentence("The response"))
        except Exception as error:  # whatever it is, the next mirror may work
            attempts.append(DownloadError("- {url}: {reason}", url=url, reason=_reason(error)))
    raise DownloadError(
        "Could not download {name}.\n{attempts}\n{remedy}",
        name=file.name,
        attempts=Lines(attempts),
        remedy=file.without_network,
    )


def _store(raw, path):
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        part.write_bytes(raw)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _delete_old_parts(folder):
    """Delete what processes left that were killed while writing. What was written to just now may be in use."""
    for part in folder.glob(f"*.{'[0-9a-f]' * 32}.part"):
        with suppress(OSError):  # another process was faster
            if time.time() - part.stat().st_mtime > TIME_LIMIT:
                part.unlink()


def _reason(error):
    """What went wrong, in one line: of a failed connection only the cause, without the exceptions around it."""
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return error if isinstance(error, MnistCoreError) else f"{type(error).__name__}: {cause or error}"
