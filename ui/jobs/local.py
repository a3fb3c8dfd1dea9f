"""Worker processes on this machine: one for each core but one, which is left to the server, and at least one.

They are loky's, which starts them by command line. The standard library's would run the page again in each process, or
fork a server full of threads; both of them, and Dask's LocalCluster, leave processes behind when the server is killed.
loky's would as well, so `_begin` has each of them watch its server. They start with the first job, have the lowest
priority, and end when they have had no work for a while, which gives back their memory.
"""

import os
import signal
import threading
import time
from concurrent.futures import BrokenExecutor, Future, wait
from contextlib import contextmanager

from loky.process_executor import ProcessPoolExecutor, ShutdownExecutorError

IDLE = 120  # seconds without work until a worker ends
WATCH = 0.5  # seconds between two looks at whether the server is still there


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
            except (BrokenExecutor, ShutdownExecutorError):
                self._pool = None
                future = self._started().submit(function, *arguments)
            self._in_work.add(future)
        future.add_done_callback(self._in_work.discard)
        return future

    def _started(self):
        if self._pool is None:
            self._pool = ProcessPoolExecutor(_workers(), timeout=IDLE, initializer=_begin, initargs=(os.getpid(),))
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


def _begin(server):
    """In a new worker: import what all jobs need, let everything else go first, and end when the server has ended."""
    import mnistcore.speed.parts  # noqa: F401

    if hasattr(os, "nice"):
        os.nice(19)
        threading.Thread(target=_end_with, args=(server,), daemon=True).start()


def _end_with(server):
    while os.getppid() == server:
        time.sleep(WATCH)
    os.kill(os.getpid(), signal.SIGTERM)
