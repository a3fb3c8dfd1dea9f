"""Worker processes on this machine: one for each core but one, which is left to the server, and at least one.

They are loky's, which starts them by command line. The standard library's would run the page again in each process, or
fork a server full of threads; both of them, and Dask's LocalCluster, leave processes behind when the server is killed.
loky's would as well, so each of them watches its server (ui/worker.py). A server that is told to end waits for what is
being computed. The workers start with the first job, have the lowest priority, and end when they have had no work for
a while, which gives back their memory.
"""

import os
import threading
from concurrent.futures import BrokenExecutor, Future, wait
from contextlib import contextmanager

from loky.process_executor import ProcessPoolExecutor

from ui import worker

IDLE = 120  # seconds without work until a worker ends


class Local:
    """The executor of this machine. When a worker is killed, all parts in work are lost, and new workers start."""

    def __init__(self):
        self._lock, self._pool, self._in_work, self._held = threading.Lock(), None, set(), 0

    @property
    def places(self):
        """How many parts can be computed at once; none while a measurement needs the machine for itself."""
        return 0 if self._held else _workers()

    def submit(self, function, *arguments) -> Future:
        with self._lock:
            try:
                future = self._started().submit(function, *arguments)
            except BrokenExecutor:
                self._pool = None
                future = self._started().submit(function, *arguments)
            self._in_work.add(future)
        future.add_done_callback(self._in_work.discard)
        return future

    def _started(self):
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                _workers(), timeout=IDLE, initializer=worker.begin, initargs=(os.getpid(),)
            )
        return self._pool

    @contextmanager
    def held(self, look):
        """Within the with block no part is computed. look() is called now and then until the last one has ended."""
        self._held += 1
        try:
            while wait(list(self._in_work), timeout=0.1).not_done:
                look()
            yield
        finally:
            self._held -= 1


here = Local()
alone = here.held


def _workers():
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores - 1)
