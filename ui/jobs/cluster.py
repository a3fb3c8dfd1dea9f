"""A Dask cluster instead of this machine's processes: DIGIT_LAB_SCHEDULER=tcp://host:8786.

Any number of servers can share any number of machines. All need the same version of Digit Lab, and the data where
MNISTCORE_DATA says: `pip install ".[cluster]"`, then `dask scheduler` and `dask worker tcp://host:8786 --nthreads 1`,
started in the clone.
"""

import logging
import os
import socket
import threading
import time
from concurrent.futures import CancelledError, Future
from functools import cache
from urllib.parse import urlsplit

CONNECT = 2  # seconds until a scheduler counts as unreachable
AGAIN = 60  # seconds until it is tried again
FRESH = 5  # seconds until the workers are counted again
log = logging.getLogger(__name__)


class Cluster:
    """The executor of a Dask cluster. Dask itself does a part again whose worker was killed."""

    def __init__(self, address):
        self.address, self.places = address, 0  # parts that can be computed at once
        self._lock, self._client, self._next_look, self._in_work = threading.Lock(), None, 0.0, set()

    def reached(self):
        """Whether the scheduler answers and has workers. Connects to it, now and then, if it does not."""
        with self._lock:
            if self._client and self._client.status == "closed":
                self._give_up()
            if time.monotonic() >= self._next_look:
                self._look()
            return self.places > 0 and self._client.status == "running"

    def submit(self, function, *arguments) -> Future:
        future = self._client.get_executor(pure=False).submit(function, *arguments)
        self._in_work.add(future)
        future.add_done_callback(self._in_work.discard)
        return future

    def close(self):
        """End the connection."""
        if self._client:
            self._client.close()

    def _look(self):
        self._next_look = time.monotonic() + FRESH
        try:
            if self._client is None:
                from distributed import Client

                at = urlsplit(self.address)  # a Client that finds nothing would leave a thread behind
                socket.create_connection((at.hostname, at.port), CONNECT).close()
                self._client = Client(self.address, timeout=CONNECT, set_as_default=False, name="digit-lab")
            if self._client.status == "running":
                self.places = sum(self._client.nthreads().values())
        except (ImportError, OSError, ValueError) as error:
            self._next_look, self.places = time.monotonic() + AGAIN, 0
            log.warning("No work goes to the cluster at %s: %s", self.address, error)

    def _give_up(self):
        """The connection is lost. Most futures are cancelled then, but not those whose results were on their way."""
        self._client, self.places, self._next_look = None, 0, time.monotonic() + AGAIN
        for future in list(self._in_work):
            if not future.done():
                future.set_exception(CancelledError())
        log.warning("The connection to the cluster at %s is lost.", self.address)


@cache
def named():
    """The cluster that DIGIT_LAB_SCHEDULER names, or None."""
    address = os.environ.get("DIGIT_LAB_SCHEDULER")
    return Cluster(address) if address else None
