"""Get a file over HTTP, with a limit on its size, and on the time from the first connection to the last byte.

A timeout alone does not limit the time: it starts anew with each byte that arrives. So a watchdog closes the connection
when the time is over, whatever the connection is doing then.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from tqdm import tqdm

from ..errors import DownloadError

CHUNK = 1 << 14  # bytes between two updates of a progress bar
BUSY = (429, 502, 503, 504)  # statuses of a server that may soon work again
PAUSE, LONGEST_PAUSE = 1, 10  # seconds before a busy server is asked again
Progress = bool | Any  # or an object like a tqdm bar


def get(
    url: str,
    size_limit: int,
    time_limit: float,
    timeout: float,
    progress: Progress = False,
    pause: Callable[[float], None] = time.sleep,
) -> bytes:
    """The bytes at `url`, as they are sent: nothing is decompressed.

    timeout: seconds without an answer. A server that is busy is asked once more, after a short pause: the one that it
    asks for, up to LONGEST_PAUSE. Raises DownloadError for too many bytes or seconds, or an exception of requests or
    urllib3.
    """
    with requests.Session() as session, _watched(session, time_limit):
        options: dict[str, Any] = {
            "stream": True,
            "timeout": min(timeout, time_limit),
            "headers": {"Accept-Encoding": "identity"},
            "hooks": {"response": _skip_body_of_redirect},
        }
        response = session.get(url, **options)
        wait = _seconds(response.headers.get("Retry-After", ""))
        if response.status_code in BUSY and wait <= LONGEST_PAUSE:
            response.close()
            pause(wait)
            response = session.get(url, **options)
        response.raise_for_status()
        return _collect(response.raw, size_limit, progress)


def _skip_body_of_redirect(response, **_):
    """requests would read all of it, however long it is."""
    if response.is_redirect:
        response.close()


def _seconds(retry_after):
    return float(retry_after) if retry_after.isdecimal() else PAUSE


def _collect(raw, size_limit, progress):
    body = bytearray()
    with _bar(progress, raw.length_remaining) as bar:
        for chunk in raw.stream(CHUNK, decode_content=False):
            body += chunk
            if len(body) > size_limit:
                raise DownloadError(
                    "The answer is longer than the {limit:,} bytes that this file can have.", limit=size_limit
                )
            bar.update(len(chunk))
        bar.close()
    return bytes(body)


def _bar(progress, total):
    if isinstance(progress, bool):
        return tqdm(total=total, unit="B", unit_scale=True, ncols=79, disable=not progress)
    progress.total = total
    progress.reset()  # it may have shown the progress of another mirror
    return nullcontext(progress)


@contextmanager
def _watched(session, seconds) -> Iterator[None]:
    """Raise DownloadError if the body of the with statement takes longer than this."""
    watchdog = _Watchdog()
    for scheme in ("https://", "http://"):
        session.mount(scheme, watchdog)
    timer = threading.Timer(seconds, watchdog.end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception:
        if not watchdog.over:
            raise
    finally:
        timer.cancel()
    if watchdog.over:
        raise DownloadError("Expected the whole file within {seconds:g} s, found it incomplete then.", seconds=seconds)


class _Watchdog(HTTPAdapter):
    """Opens connections for requests, and closes them at the end. After that no connection can be made."""

    def __init__(self):
        super().__init__()
        self.sockets, self.over = [], False

    def get_connection_with_tls_context(self, *args, **options):
        pool = super().get_connection_with_tls_context(*args, **options)
        watchdog, kind = self, type(pool).ConnectionCls

        class Connection(kind):
            def __setattr__(self, name, value):
                super().__setattr__(name, value)
                if name == "sock" and value is not None:  # connected, or encrypted from now on
                    watchdog.watch(value)

        pool.ConnectionCls = Connection
        return pool

    def watch(self, sock):
        self.sockets.append(sock)
        if self.over:
            raise TimeoutError

    def end(self):
        self.over = True
        for sock in self.sockets:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
